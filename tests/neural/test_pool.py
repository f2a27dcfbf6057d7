from __future__ import annotations

import os
import subprocess
import sys

import pytest

from neural.pool import SPINS, set_up_pool

NAMES = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {k: v for k, v in os.environ.items() if k not in NAMES})


@pytest.mark.parametrize(("cores", "spare", "threads"), [(8, 0, "8"), (8, 1, "7"), (1, 1, "1"), (None, 0, "1")])
def test_it_leaves_cores_to_others(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, spare: int, threads: str
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    set_up_pool(spare)
    assert os.environ["OMP_NUM_THREADS"] == threads


def test_their_number_may_be_left_open() -> None:
    set_up_pool()
    assert "OMP_NUM_THREADS" not in os.environ and os.environ["GOMP_SPINCOUNT"] == str(SPINS)


def test_what_the_user_has_set_stays() -> None:
    os.environ |= {"OMP_NUM_THREADS": "3", "GOMP_SPINCOUNT": "5"}
    set_up_pool(spare=0)
    assert (os.environ["OMP_NUM_THREADS"], os.environ["GOMP_SPINCOUNT"]) == ("3", "5")


def test_torch_takes_it_up() -> None:
    script = "from neural.pool import set_up_pool; set_up_pool(); import torch; print(torch.get_num_threads())"
    environment = os.environ | {"OMP_NUM_THREADS": "2"}
    found = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "2"
