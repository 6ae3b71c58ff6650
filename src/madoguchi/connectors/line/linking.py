# SPDX-License-Identifier: Apache-2.0
"""How does a person of the portal become the same as a user of LINE, and nobody else's?

LINE's account linking: we send the person back with its link token and a nonce of ours; LINE then
tells us the nonce and its user. The nonce is a sealed note to ourselves, of 128 random bits, the
person, and ten minutes; LINE cannot read it. It is used once: its digest is taken as the key of an
event, and an event key exists once.
"""

import base64
import binascii
import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from madoguchi.engines.messaging.api import add_address, note_event
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.crypto.fields import decrypt, encrypt

PURPOSE: Final = "line.link"
HOLDS: Final = timedelta(minutes=10)
LONGEST: Final = 255
"""What LINE takes as a nonce."""


def make_nonce(party_ref: str, *, at: datetime) -> str:
    """A nonce for the person."""
    note = json.dumps([secrets.token_hex(16), party_ref, int((at + HOLDS).timestamp())])
    nonce = base64.urlsafe_b64encode(encrypt(PURPOSE, note.encode())).rstrip(b"=").decode()
    if len(nonce) > LONGEST:
        raise ValueError("the reference of the person is too long for a nonce")
    return nonce


def read_nonce(nonce: str, *, at: datetime) -> str:
    """Whose nonce it is; empty where it is not ours or too old."""
    try:
        sealed = base64.urlsafe_b64decode(nonce[:LONGEST] + "=" * (-len(nonce[:LONGEST]) % 4))
        _, party_ref, until = json.loads(decrypt(PURPOSE, sealed))
    except (binascii.Error, ValueError, CryptoError):
        return ""
    return str(party_ref) if at.timestamp() < float(until) else ""


def link_page(dialog: str, link_token: str, nonce: str) -> str:
    """Where the person is sent so that LINE tells us who they are there."""
    return f"{dialog}?{urlencode({'linkToken': link_token, 'nonce': nonce})}"


def complete_link(*, nonce: str, user_id: str, language: str, at: datetime) -> bool:
    """Keep the LINE user as an address of the nonce's person; whether it was done."""
    party_ref = read_nonce(nonce, at=at)
    if not party_ref:
        return False
    key = f"link:{sha256(nonce.encode()).hexdigest()}"
    if not note_event(provider="line", event_key=key, kind="opened", actor=SYSTEM, at=at):
        return False
    add_address(
        party_ref=party_ref,
        channel="line",
        address=user_id,
        actor=Actor(kind="citizen", ref=party_ref, name=""),
        at=at,
        is_verified=True,
        language=language,
    )
    return True
