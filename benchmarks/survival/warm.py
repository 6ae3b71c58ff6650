# SPDX-License-Identifier: Apache-2.0
"""How can a command be killed hundreds of times without hundreds of slow starts?

A process loads the program once and forks for each command; the fork says its pid, so that it can
be killed at any moment. ``python -m benchmarks.survival.warm`` is the loaded side.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Warm:
    """The harness's side: one command at a time."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.survival.warm", str(log)],
            cwd=ROOT,
            env={**environment, "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, words: Sequence[str], more: Mapping[str, str] | None = None) -> int:
        """Start a command; returns its pid."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([list(words), dict(more or {})]) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def wait(self) -> int:
        """Wait for the command; a negative code is the signal that ended it."""
        return int(self._line())

    def run(self, *words: str, fault: str = "") -> int:
        """Run a command to its end."""
        self.start(words, {"MADOGUCHI_FAULT": fault} if fault else {})
        return self.wait()

    def close(self) -> None:
        """Let the loaded process go."""
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the loaded process ended: {self._process.wait()}")
        return line


def main() -> None:
    """The loaded side: obey until told to stop."""
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    import django

    django.setup()
    from madoguchi.config.cli import build_parser

    build_parser()
    for line in sys.stdin:
        words, more = json.loads(line)
        child = os.fork()
        if not child:
            obey(words, more, log)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def obey(words: list[str], more: dict[str, str], log: int) -> None:
    """In the fork: run one command and end."""
    from madoguchi.config.cli import main as madoguchi

    code = 1
    try:
        for number in (1, 2):
            os.dup2(log, number)
        os.environ.update(more)
        code = madoguchi(words)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - a command's failure is said, whatever it is
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
