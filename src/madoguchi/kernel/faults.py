# SPDX-License-Identifier: Apache-2.0
"""Where may a test kill the process, to prove that nothing is lost?"""

import os
import signal
from collections import Counter
from pathlib import Path

FAULT_POINTS: tuple[str, ...] = (
    "submit.before_store",
    "submit.after_store",
    "submit.after_commit",
    "outbox.before_answer",
    "ack.before_store",
    "ack.after_store",
    "push.before_store",
    "push.after_store",
    "pull.after_fetch",
    "pull.after_files",
    "pull.before_commit",
    "pull.after_commit",
    "pull.after_ack",
    "pull.after_push",
    "open.after_case",
    "recall.before_done",
    "settle.after_told",
    "backup.after_snapshot",
    "backup.before_place",
    "backup.after_place",
    "worker.before_run",
    "worker.after_run",
)
_passes: Counter[str] = Counter()


def fault_point(name: str) -> None:
    """Kill this process with SIGKILL if ``MADOGUCHI_FAULT`` names this point.

    ``MADOGUCHI_FAULT=pull.after_fetch`` kills at the first pass, ``…:3`` at the third.
    ``@/a/file`` names a file that holds the point, so that a running process can be given one.
    Without the variable this costs one dictionary look-up.
    """
    wanted = os.environ.get("MADOGUCHI_FAULT")
    if not wanted:
        return
    if wanted.startswith("@"):
        file = Path(wanted[1:])
        wanted = file.read_text(encoding="ascii").strip() if file.exists() else ""
    if name not in FAULT_POINTS:
        raise ValueError(f"unknown fault point: {name}")
    point, _, number = wanted.partition(":")
    if point != name:
        return
    _passes[name] += 1
    if _passes[name] >= int(number or 1):
        os.write(2, f"killed at {name}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)
