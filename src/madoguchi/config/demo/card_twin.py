# SPDX-License-Identifier: Apache-2.0
"""How does the demo get its practice デジタル認証アプリ: a process of its own that knows the city?"""

import json
import subprocess
import sys
from pathlib import Path

from madoguchi.config.demo.processes import Zone
from madoguchi.connectors.oidc_jpki.client_key import ensure_client_key
from madoguchi.connectors.oidc_jpki.from_settings import KEY_FILE
from madoguchi.connectors.oidc_jpki.provider import ClientIdentity

CLIENT_ID = "todai-madoguchi"


def card_environment(port: int) -> dict[str, str]:
    """What the portal must know of the twin."""
    return {
        "MADOGUCHI_CARD_PROVIDER": f"http://127.0.0.1:{port}",
        "MADOGUCHI_CARD_CLIENT_ID": CLIENT_ID,
    }


def start_card_twin(portal: Zone, port: int, *, log: Path) -> subprocess.Popen[bytes]:
    """Register the portal's public key with the twin and start it."""
    client = ClientIdentity(CLIENT_ID, ensure_client_key(portal.home / KEY_FILE))
    public = portal.home / "card" / "public-keys.json"
    public.write_text(json.dumps(client.public_keys()), encoding="ascii")
    back = f"http://127.0.0.1:{portal.portal_port}/accounts/card/return/"
    words = [
        sys.executable, "-m", "madoguchi.connectors.oidc_jpki.twin", "--port", str(port),
        "--client-id", CLIENT_ID, "--client-keys", str(public), "--redirect-uri", back,
    ]  # fmt: skip
    with log.open("ab") as file:
        return subprocess.Popen(
            words, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
