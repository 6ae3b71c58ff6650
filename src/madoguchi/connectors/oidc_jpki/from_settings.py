# SPDX-License-Identifier: Apache-2.0
"""Which provider does this portal use? The settings say; one prover per process."""

from pathlib import Path

from django.conf import settings

from madoguchi.connectors.oidc.client import KeyClient
from madoguchi.connectors.oidc.client_key import ensure_client_key
from madoguchi.connectors.oidc_jpki.evidence import PinnedChecker
from madoguchi.connectors.oidc_jpki.prover import JpkiProver
from madoguchi.connectors.oidc_jpki.provider import provider_at

KEY_FILE = Path("card") / "client-key.json"
OPENER_FILE = Path("card") / "client-opener.json"


def client_of(home: Path, client_id: str) -> KeyClient:
    """The city as a client, with the two keys of this home: one signs, one opens results."""
    key, opener = ensure_client_key(home / KEY_FILE), ensure_client_key(home / OPENER_FILE)
    return KeyClient(client_id, key, opener)


def make_prover() -> JpkiProver:
    """The prover that ``settings.CARD_PROVIDER`` and the zone's client keys make."""
    client = client_of(Path(settings.HOME), str(settings.CARD_CLIENT_ID))
    return JpkiProver(str(settings.CARD_PROVIDER).rstrip("/"), client)


def make_evidence_checker() -> PinnedChecker:
    """The checker of the office: the provider's keys come from a file, never over the network."""
    base = str(settings.CARD_PROVIDER).rstrip("/")
    return PinnedChecker(provider_at(base), str(settings.CARD_CLIENT_ID), Path(settings.CARD_KEYS))
