# SPDX-License-Identifier: Apache-2.0
"""How is a file handed to a process of its own, watched, and given up on when it takes too much?"""

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from madoguchi.platform.files.sanitising.limits import DEFAULT_LIMITS, Limits
from madoguchi.platform.files.sanitising.results import Job, Reason, Spent

_CHILD = "madoguchi.platform.files.sanitising.child"
_PIECE = 256 * 1024
_LOOK_SECONDS = 0.05
_HEAD_BYTES = 64 * 1024
_MEMORY_FOLDER = "/dev/shm"  # noqa: S108 - preferred because it never reaches a disk


@dataclass(frozen=True, slots=True)
class Reply:
    """What came out of the cage."""

    reason: Reason | None
    spent: Spent
    content: bytes = b""
    ending: str = ""
    pages: int = 0
    removed: dict[str, int] = field(default_factory=dict)


def run_caged(
    content: bytes,
    job: Job,
    ending: str,
    *,
    page: int = 0,
    limits: Limits = DEFAULT_LIMITS,
    walls: Collection[str] = (),
) -> Reply:
    """Let a new process do one job on the bytes of a file; it never outlives ``wall_seconds``.

    The bytes go through a pipe and rest nowhere; the process has an empty folder of its own, an
    environment without secrets, and no way out but its answer. ``ending`` is that of the name.
    """
    order = {"job": job, "ending": ending, "page": page or None, "limits": limits.as_json(),
             "walls": sorted(walls)}  # fmt: skip
    with _empty_folder() as folder:
        process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-B", "-m", _CHILD, json.dumps(order)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=folder, env=_environment(folder), start_new_session=True, close_fds=True,
        )  # fmt: skip
        run = _Run(process, limits)
        try:
            answer = run.exchange(content)
        finally:
            spent = run.end()
    return _read_answer(answer, spent, limits) if answer is not None else Reply("too_long", spent)


class _Run:
    """A process at work: fed, listened to, measured, and ended."""

    def __init__(self, process: "subprocess.Popen[bytes]", limits: Limits) -> None:
        self._process, self._limits = process, limits
        self._began = time.monotonic()
        self._peak = 0

    def exchange(self, content: bytes) -> bytes | None:
        """Feed the content and take the answer; None where it took too long or said too much."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise ValueError("the process has no pipes")
        answer, rest = bytearray(), memoryview(content)
        most = self._limits.output_bytes + _HEAD_BYTES
        with selectors.DefaultSelector() as waiting:
            os.set_blocking(stdin.fileno(), False)
            waiting.register(stdin, selectors.EVENT_WRITE)
            waiting.register(stdout, selectors.EVENT_READ)
            while waiting.get_map():
                if time.monotonic() - self._began > self._limits.wall_seconds:
                    return None
                for key, _ in waiting.select(_LOOK_SECONDS):
                    if key.fileobj is stdin:
                        rest = self._feed(rest, waiting)
                    elif not self._take(answer, waiting):
                        return bytes(answer)
                    if len(answer) > most:
                        return None
                self._look()
        return bytes(answer)

    def end(self) -> Spent:
        """End the process if it has not ended, and tell what it cost."""
        os.kill(self._process.pid, signal.SIGKILL)  # not reaped yet: the number is still its own
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                _close(pipe)
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return Spent(
            wall_seconds=time.monotonic() - self._began,
            cpu_seconds=used.ru_utime + used.ru_stime,
            peak_bytes=self._peak,
        )

    def _feed(self, rest: memoryview, waiting: selectors.BaseSelector) -> memoryview:
        stdin = self._process.stdin
        if stdin is None:
            return rest
        try:
            sent = os.write(stdin.fileno(), rest[:_PIECE]) if rest else 0
        except BrokenPipeError:
            sent = len(rest)
        rest = rest[sent:]
        if not rest:
            waiting.unregister(stdin)
            _close(stdin)
        return rest

    def _take(self, answer: bytearray, waiting: selectors.BaseSelector) -> bool:
        stdout = self._process.stdout
        piece = os.read(stdout.fileno(), _PIECE) if stdout is not None else b""
        answer += piece
        if not piece and stdout is not None:
            waiting.unregister(stdout)
        return bool(piece)

    def _look(self) -> None:
        """The peak of resident memory, as long as the process lives (Linux)."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                self._peak = max(self._peak, int(line.split()[1]) * 1024)


def _read_answer(answer: bytes, spent: Spent, limits: Limits) -> Reply:
    """Believe nothing: a taken-over child may say anything."""
    length = int.from_bytes(answer[:4], "big")
    if len(answer) < 4 or length > min(_HEAD_BYTES, len(answer) - 4):
        return Reply("too_long", spent)  # killed by a limit in the middle
    try:
        head: dict[str, Any] = json.loads(answer[4 : 4 + length])
        walls = tuple(str(wall) for wall in head["walls"])
        content = answer[4 + length :]
        spent = Spent(spent.wall_seconds, spent.cpu_seconds, spent.peak_bytes, walls)
        if "reason" in head or not content or len(content) > limits.output_bytes:
            return Reply(head.get("reason", "too_large"), spent)
        removed = {str(code): int(count) for code, count in head["removed"].items()}
        return Reply(None, spent, content, str(head["ending"]), int(head["pages"]), removed)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Reply("damaged", spent)


def _environment(folder: str) -> dict[str, str]:
    return {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
    }


@contextmanager
def _empty_folder() -> Iterator[str]:
    parent = _MEMORY_FOLDER if os.access(_MEMORY_FOLDER, os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="madoguchi-cage-", dir=parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return
