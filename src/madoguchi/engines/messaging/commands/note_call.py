# SPDX-License-Identifier: Apache-2.0
"""Remember how a call to a provider went, and move shares by it (運ぶ所のようす)."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from madoguchi.engines.messaging.models import ProviderState
from madoguchi.engines.messaging.policy import APPROVE, check_may
from madoguchi.engines.messaging.ports import Provider, providers
from madoguchi.engines.messaging.rules.shares import Standing, move
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

RESTS = timedelta(seconds=20)


def note_call(
    *,
    provider: Provider,
    is_bad: bool,
    is_away: bool,
    actor: Actor,  # noqa: ARG001 - commands take both
    at: datetime,
) -> None:
    """Count a call; a provider that does not answer rests while others take its work."""
    if is_bad:
        changes = {"calls": F("calls") + 1, "bad_calls": F("bad_calls") + 1}
    else:
        changes = {"calls": F("calls") + 1}
    rows = ProviderState.objects.filter(key=provider.key)
    rows.update(**changes)
    if is_away:
        rows.update(down_until=at + RESTS)


@transaction.atomic
def move_shares(*, actor: Actor, at: datetime) -> int:
    """Take work from slow and failing providers and give it back in time; how many shares moved."""
    moved = 0
    for found in _by_channel().values():
        before = {one.key: one for one in found}
        for after in move([_standing(one) for one in found], at=at):
            row = before[after.key]
            if row.share != after.share:
                moved += 1
                record(
                    action="messaging.provider.share_moved", actor=actor,
                    subject=f"messaging:provider:{row.key}", at=at,
                    detail={"from": row.share, "to": after.share},
                )  # fmt: skip
            ProviderState.objects.filter(id=row.id).update(
                share=after.share, calls=after.calls, bad_calls=after.bad_calls,
                moved_at=after.moved_at,
            )  # fmt: skip
    return moved


@transaction.atomic
def pause_provider(*, key: str, is_paused: bool, actor: Actor, at: datetime) -> None:
    """Hand nothing to a provider, or let it work again. Raises NotAllowed."""
    check_may(actor, "", APPROVE)
    ProviderState.objects.filter(key=key).update(is_paused=is_paused, down_until=None)
    record(
        action="messaging.provider.paused", actor=actor, subject=f"messaging:provider:{key}",
        at=at, detail={"paused": is_paused},
    )  # fmt: skip


def meet_providers(*, actor: Actor, at: datetime) -> int:  # noqa: ARG001 - commands take both
    """Give every provider in use its row, those of one channel an even share; how many are new."""
    met = 0
    for channel in sorted({one.channel for one in providers()}):
        found = providers(channel)
        for place, one in enumerate(found):
            share = 100 // len(found) + (1 if place < 100 % len(found) else 0)
            _, made = ProviderState.objects.get_or_create(
                key=one.key, defaults={"channel": channel, "share": share}
            )
            met += made
    return met


def _by_channel() -> dict[str, list[ProviderState]]:
    found: dict[str, list[ProviderState]] = defaultdict(list)
    for row in ProviderState.objects.select_for_update().order_by("key"):
        found[row.channel].append(row)
    return found


def _standing(row: ProviderState) -> Standing:
    return Standing(row.key, row.share, row.calls, row.bad_calls, row.moved_at)
