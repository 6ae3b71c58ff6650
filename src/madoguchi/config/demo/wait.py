# SPDX-License-Identifier: Apache-2.0
"""Are the servers up yet?"""

import subprocess
import time
import urllib.error
import urllib.request


def wait_until_up(
    *ports: int, processes: list[subprocess.Popen[bytes]], seconds: float = 60.0
) -> None:
    """Wait until each port answers HTTP; raises RuntimeError when one does not."""
    deadline = time.monotonic() + seconds
    waiting = set(ports)
    while waiting:
        waiting = {port for port in waiting if not _answers(port)}
        if not waiting:
            return
        if time.monotonic() > deadline or any(p.poll() is not None for p in processes):
            raise RuntimeError(f"no answer on port {', '.join(map(str, sorted(waiting)))}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
