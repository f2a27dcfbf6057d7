"""The programs of the short course in `docs/learn/`: one a lesson, each trains in minutes and draws a picture."""

from scripts.options import quiet_libraries

quiet_libraries()  # before any lesson imports torch, which reads these settings once
