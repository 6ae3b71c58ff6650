# SPDX-License-Identifier: Apache-2.0
"""Which provider does this portal use? The settings say; one prover per process."""

from pathlib import Path

from django.conf import settings

from madoguchi.connectors.oidc_jpki.client_key import ensure_client_key
from madoguchi.connectors.oidc_jpki.prover import JpkiProver
from madoguchi.connectors.oidc_jpki.provider import ClientIdentity, Provider

KEY_FILE = Path("card") / "client-key.json"


def make_prover() -> JpkiProver:
    """The prover that ``settings.CARD_PROVIDER`` and the zone's client key make."""
    base = str(settings.CARD_PROVIDER).rstrip("/")
    key = ensure_client_key(Path(settings.HOME) / KEY_FILE)
    return JpkiProver(Provider(base), ClientIdentity(str(settings.CARD_CLIENT_ID), key))
