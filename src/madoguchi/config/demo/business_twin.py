# SPDX-License-Identifier: Apache-2.0
"""How does the demo get its practice GビズID: a process of its own that knows the city?"""

import subprocess
from pathlib import Path

from madoguchi.config.demo.card_twin import CLIENT_ID, start_twin
from madoguchi.config.demo.processes import Zone

SECRET = "practice-secret-of-todai"  # noqa: S105 - of a twin on this machine


def business_environment(port: int) -> dict[str, str]:
    """What the portal must know of the provider."""
    return {
        "MADOGUCHI_GBIZID_PROVIDER": f"http://127.0.0.1:{port}",
        "MADOGUCHI_GBIZID_CLIENT_ID": CLIENT_ID,
        "MADOGUCHI_GBIZID_CLIENT_SECRET": SECRET,
    }


def start_business_twin(portal: Zone, port: int, *, log: Path) -> subprocess.Popen[bytes]:
    """Start the twin; it sends people back to this portal only."""
    back = f"http://127.0.0.1:{portal.portal_port}/accounts/business/return/"
    return start_twin(
        "oidc_gbizid", "--port", str(port), "--client-id", CLIENT_ID,
        "--client-secret", SECRET, "--redirect-uri", back, log=log,
    )  # fmt: skip
