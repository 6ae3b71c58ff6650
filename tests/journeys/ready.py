# SPDX-License-Identifier: Apache-2.0
"""Runs ``madoguchi`` commands of one zone, each in a process of its own, without a slow start.

Loading the program takes most of a short command's time. This process loads it once and forks for
each command, so that a test may run many. It opens no database and makes no id itself.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class ReadyProcess:
    """The side of the test: starts the loaded process at the first command."""

    environment: Mapping[str, str]
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def run(
        self, words: Sequence[str], more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; a negative return code is the signal that ended it."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        with tempfile.TemporaryDirectory(prefix="madoguchi-said-") as folder:
            said = [Path(folder) / name for name in ("out", "err")]
            order = {"words": list(words), "more": dict(more or {}), "said": [*map(str, said)]}
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise RuntimeError(f"the loaded process ended: {process.wait()}")
            out, err = (path.read_text(encoding="utf-8", errors="replace") for path in said)
        return subprocess.CompletedProcess(list(words), int(answer), out, err)

    def close(self) -> None:
        """Let the loaded process go."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.ready"],
                cwd=PROJECT,
                env=dict(self.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self._process


def main() -> None:
    """Load the program, then obey orders from standard input, one JSON object per line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    import django

    from madoguchi.config.cli import build_parser

    django.setup()
    build_parser()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            obey(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def obey(order: dict[str, Any]) -> None:
    """In the forked process: run one command and end."""
    from madoguchi.config.cli import main as madoguchi

    code = 1
    try:
        for number, path in zip((1, 2), order["said"], strict=True):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.environ.update(order["more"])
        code = madoguchi(order["words"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except Exception:  # noqa: BLE001 - a command's failure is told, whatever it is
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
