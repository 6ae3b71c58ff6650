# SPDX-License-Identifier: Apache-2.0
"""How does the demo get its practice payment provider: a process of its own that moves no money?"""

import subprocess
from pathlib import Path

from madoguchi.config.demo.card_twin import start_twin
from madoguchi.config.demo.processes import Zone

SECRET = "practice-payments-of-todai"  # noqa: S105 - of a twin on this machine


def gateway_environment(port: int) -> dict[str, str]:
    """What the portal must know of the provider."""
    return {
        "MADOGUCHI_PAYMENT_GATEWAY": f"http://127.0.0.1:{port}",
        "MADOGUCHI_PAYMENT_GATEWAY_SECRET": SECRET,
    }


def start_gateway_twin(portal: Zone, port: int, *, log: Path) -> subprocess.Popen[bytes]:
    """Start the twin; it reports to this portal, and remembers in the portal's folder."""
    report = f"http://127.0.0.1:{portal.portal_port}/payments/gateway/webhook"
    file = portal.home.parent / "practice-payments.sqlite3"
    return start_twin(
        "gateway", "--port", str(port), "--secret", SECRET, "--file", str(file),
        "--webhook", report, log=log,
    )  # fmt: skip
