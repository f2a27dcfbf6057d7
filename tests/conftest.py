"""One thread a test process: tests run in several processes, and threads that wait for each other cost more than
they bring."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # the programs that tests start inherit both
os.environ["DRAGOMAN_CACHE"] = "off"  # what tests open is not to stay on this computer
