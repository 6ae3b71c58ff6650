# SPDX-License-Identifier: Apache-2.0
"""Open and close a till (レジを開ける・締める)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.models import Till, TillSession
from madoguchi.engines.payments.policy import APPROVE, TILL, check_may_work
from madoguchi.engines.payments.queries.tills import expected_yen
from madoguchi.engines.payments.rules.cash import add_up
from madoguchi.engines.payments.rules.till_refusals import (
    CountDiffers,
    NothingScanned,
    TillIsClosed,
    TillIsOpen,
)
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def place_till(*, key: str, name: Mapping[str, str], actor: Actor, at: datetime) -> Till:
    """Set up a till, or give it another name.

    Raises:
        NotAllowed: not by this person.
    """
    check_may_work(actor, APPROVE)
    till, _ = Till.objects.update_or_create(key=key, defaults={"name": dict(name)})
    record(action="payments.till.placed", actor=actor, subject=f"payments:till:{key}", at=at)
    return till


@in_one_go
def open_till(
    *, till_key: str, count: Mapping[int, int], actor: Actor, at: datetime
) -> TillSession:
    """Open a till with its counted cash (pieces by denomination).

    Raises:
        TillIsOpen: it is open. NothingScanned: there is no such till. NotAllowed.
    """
    check_may_work(actor, TILL)
    till = Till.objects.select_for_update().filter(key=till_key).first()
    if till is None:
        raise NothingScanned(written=till_key)
    if TillSession.objects.filter(till=till, closed_at=None).exists():
        raise TillIsOpen
    session = TillSession(
        id=new_id(), till=till, opening_yen=add_up(count), opened_at=at, opened_by_ref=actor.ref
    )
    session.save(force_insert=True)
    record(
        action="payments.till.opened", actor=actor, subject=f"payments:till:{till.key}", at=at,
        detail={"yen": session.opening_yen, "count": _named(count)},
    )  # fmt: skip
    return session


def lock_session(session_id: UUID) -> TillSession:
    """An open session, held until the end of the transaction.

    Raises:
        TillIsClosed: it was closed, or there is none.
    """
    found = TillSession.objects.select_for_update().filter(id=session_id).first()
    if found is None or found.closed_at is not None:
        raise TillIsClosed
    return found


@in_one_go
def close_till(
    *, session_id: UUID, count: Mapping[int, int], explanation: str, actor: Actor, at: datetime
) -> TillSession:
    """Close a till with its counted cash; a difference needs an explanation and then stands.

    Raises:
        CountDiffers: without an explanation. TillIsClosed: it is closed. NotAllowed.
    """
    check_may_work(actor, TILL)
    session = lock_session(session_id)
    counted, expected = add_up(count), expected_yen(session)
    if counted != expected and not explanation.strip():
        raise CountDiffers(counted=f"{counted:,}", expected=f"{expected:,}")
    session.counted = _named(count)
    session.counted_yen, session.expected_yen = counted, expected
    session.explanation = explanation.strip()[:200]
    session.closed_at, session.closed_by_ref = at, actor.ref
    session.save()
    record(
        action="payments.till.closed", actor=actor, subject=f"payments:till:{session.till_id}",
        at=at, detail={"counted_yen": counted, "expected_yen": expected, "count": _named(count),
                       "explained": session.explanation},
    )  # fmt: skip
    return session


def _named(count: Mapping[int, int]) -> dict[str, int]:
    return {str(yen): pieces for yen, pieces in count.items() if pieces}
