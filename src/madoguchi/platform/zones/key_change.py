# SPDX-License-Identifier: Apache-2.0
"""How do the other zones learn of a changed key? By a parcel signed with a key they trust."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.crypto.keys import KeyUse, retire, rotate, zone_keys
from madoguchi.platform.crypto.peers import Peer, describe_self, trust_peer
from madoguchi.platform.crypto.recovery import write_capsule
from madoguchi.platform.zones.registry import OpenedParcel, receives
from madoguchi.platform.zones.sending import send

KIND = "zones.keys_changed"


def change_key(use: KeyUse, *, to: tuple[str, ...], at: datetime) -> tuple[UUID, ...]:
    """Make a new key of one use and tell other zones.

    What they close for the old key meanwhile still opens here. The announcement is signed with the
    key that was in use before; a parcel that overtakes it waits there (``unknown_signer``).
    """
    before = zone_keys()
    with transaction.atomic():
        after = rotate(use, at=at)
        write_capsule()
        return tuple(
            send(KIND, describe_self(after), to=zone, ref="", at=at, keys=before) for zone in to
        )


@receives(KIND, Peer)
def learn_keys(opened: OpenedParcel[Peer]) -> None:
    """Trust the new public keys of the zone that sent them."""
    if opened.body.zone != opened.from_zone:
        raise NotAllowed(text("ほかのゾーンの鍵は変えられません。"))
    trust_peer(opened.body)


def withdraw_key(key_id: str, *, to: tuple[str, ...], at: datetime) -> tuple[UUID, ...]:
    """Take a signing key out of use that somebody else may know, and tell other zones. It is
    signed with a newer key: they have to know that one already.

    Raises:
        BadKeyFile: no such key, or no other: change the key first and let that arrive.
    """
    with transaction.atomic():
        after = retire(key_id, at=at)
        write_capsule()
        return tuple(
            send(KIND, describe_self(after), to=zone, ref="", at=at, keys=after) for zone in to
        )
