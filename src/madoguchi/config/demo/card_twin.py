# SPDX-License-Identifier: Apache-2.0
"""How does the demo get its practice デジタル認証アプリ and its practice revocation service?

Each is a process of its own. They share the folder of a test authority, whose cards sign; the
office trusts its issuer and asks the revocation service.
"""

import json
import subprocess
import sys
from pathlib import Path

from madoguchi.config.demo.processes import Zone
from madoguchi.connectors.jpki_certificates.twin.folder import ISSUERS, ensure_authority
from madoguchi.connectors.oidc_jpki.from_settings import client_of
from madoguchi.kernel.clock import now

CLIENT_ID = "todai-madoguchi"


def card_environment(port: int) -> dict[str, str]:
    """What the portal must know of the provider."""
    return {
        "MADOGUCHI_CARD_PROVIDER": f"http://127.0.0.1:{port}",
        "MADOGUCHI_CARD_CLIENT_ID": CLIENT_ID,
    }


def certificate_environment(authority: Path, port: int) -> dict[str, str]:
    """What the office must know of the test authority."""
    return {
        "MADOGUCHI_JPKI_ISSUERS": str(authority / ISSUERS),
        "MADOGUCHI_JPKI_OCSP_URL": f"http://127.0.0.1:{port}/ocsp",
        "MADOGUCHI_JPKI_TEST_CARDS": "1",
    }


def start_card_twin(
    portal: Zone, port: int, *, log: Path, authority: Path | None = None
) -> subprocess.Popen[bytes]:
    """Register the portal's public keys with the provider's twin and start it."""
    authority = authority or portal.home.parent / "practice-cards"
    ensure_authority(authority, at=now())
    public = portal.home / "card" / "public-keys.json"
    keys = client_of(portal.home, CLIENT_ID).public_keys()
    public.write_text(json.dumps(keys), encoding="ascii")
    back = f"http://127.0.0.1:{portal.portal_port}/accounts/card/return/"
    return start_twin(
        "oidc_jpki", "--port", str(port), "--client-id", CLIENT_ID,
        "--client-keys", str(public), "--redirect-uri", back, "--authority", str(authority),
        log=log,
    )  # fmt: skip


def start_revocation_twin(port: int, *, authority: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start the revocation service of the test authority."""
    words = ("--port", str(port), "--authority", str(authority))
    return start_twin("jpki_certificates", *words, log=log)


def start_twin(connector: str, *words: str, log: Path) -> subprocess.Popen[bytes]:
    """Start the twin of a connector as a process of its own."""
    log.parent.mkdir(parents=True, exist_ok=True)
    module = f"madoguchi.connectors.{connector}.twin"
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
