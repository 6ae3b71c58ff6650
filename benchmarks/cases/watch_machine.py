# SPDX-License-Identifier: Apache-2.0
"""Who used the processor while something was measured? Times mean little on a busy machine."""

import os
from typing import Any, Self

import psutil


class Watch:
    """Sums the CPU time of the server, the database, this process, and everyone else."""

    def __init__(self, server: int) -> None:
        self.server = server
        self.before: dict[str, float] = {}
        self.after: dict[str, float] = {}

    def __enter__(self) -> Self:
        self.before = self._read()
        return self

    def __exit__(self, *_: object) -> None:
        self.after = self._read()

    def rows(self) -> list[tuple[str, float]]:
        """Share of all processors' time, in percent; ``others`` are strangers on this machine."""
        used = {key: self.after[key] - self.before[key] for key in self.after}
        whole = used.pop("whole") or 1.0
        busy = used.pop("busy")
        used["others"] = max(busy - sum(used.values()), 0.0)
        used["idle"] = whole - busy
        return [(key, round(100 * seconds / whole, 1)) for key, seconds in used.items()]

    def _read(self) -> dict[str, float]:
        times = psutil.cpu_times()
        whole = sum(times[:8])
        server = psutil.Process(self.server)
        return {
            "web server": sum(_used(one) for one in (server, *server.children(recursive=True))),
            "database": sum(_used(one) for one in psutil.process_iter() if _is_database(one)),
            "clients": sum(os.times()[:2]),
            "busy": whole - times.idle - getattr(times, "iowait", 0.0),
            "whole": whole,
        }


def _used(process: psutil.Process) -> float:
    try:
        times: Any = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _is_database(process: psutil.Process) -> bool:
    try:
        return process.name().startswith("postgres")
    except psutil.Error:
        return False
