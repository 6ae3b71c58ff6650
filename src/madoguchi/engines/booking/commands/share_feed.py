# SPDX-License-Identifier: Apache-2.0
"""Give a person a secret calendar address, and end it (予定表の配信を始める・止める)."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.booking.models import FeedAddress
from madoguchi.engines.booking.queries.feeds import digest_of_secret, secret_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record


@transaction.atomic
def share_feed(*, actor: Actor, at: datetime) -> FeedAddress:
    """Let the person's bookings be fetched at a secret address; doing it twice changes nothing.

    After ``end_feed`` the address is a new one.

    Raises:
        NotAllowed: not signed in as a citizen.
    """
    _check_citizen(actor)
    row = FeedAddress.objects.select_for_update().filter(party_ref=actor.ref).first()
    if row is not None and row.ended_at is None:
        return row
    if row is None:
        row = FeedAddress(id=new_id(), party_ref=actor.ref, version=0)
    row.version, row.made_at, row.ended_at = row.version + 1, at, None
    row.digest = digest_of_secret(secret_of(row))
    row.save()
    _write("booking.feed.shared", actor=actor, at=at)
    return row


@transaction.atomic
def end_feed(*, actor: Actor, at: datetime) -> None:
    """End the secret address at once; twice changes nothing."""
    _check_citizen(actor)
    ended = FeedAddress.objects.filter(party_ref=actor.ref, ended_at=None).update(ended_at=at)
    if ended:
        _write("booking.feed.ended", actor=actor, at=at)


def _check_citizen(actor: Actor) -> None:
    if actor.kind != "citizen":
        raise NotAllowed(
            text("サインインしてください。", "Please sign in.", "サインインして ください。")
        )


def _write(action: str, *, actor: Actor, at: datetime) -> None:
    record(action=action, actor=actor, subject=actor.ref, at=at, detail={})
