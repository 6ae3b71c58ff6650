# SPDX-License-Identifier: Apache-2.0
"""Begin to pay by card or code: the row first, then the gateway, then what it said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.models import UNFINISHED, UNPAID, Attempt, Receivable
from madoguchi.engines.payments.policy import check_may_pay
from madoguchi.engines.payments.ports import Gateway, GatewayAway, GatewayRefused, gateway
from madoguchi.engines.payments.queries.dues import payable_amounts
from madoguchi.engines.payments.rules.attempt_refusals import (
    AttemptInProgress,
    AttemptOpen,
    KeyMissing,
    NoGateway,
    NothingToPay,
    OtherAmountNow,
    SameKeyOtherRequest,
)
from madoguchi.engines.payments.rules.attempts import FIRST_LOOK
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

RACING = timedelta(seconds=15)
"""So long a request with the same key is taken to be at work; later it may be done again."""
SHORTEST_KEY, LONGEST_KEY = 16, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be paid: yen as the payer saw them, by ``card`` or ``code``.

    ``return_base`` is the address to which the gateway sends the payer back, before the attempt's
    id; ``proven``: the payer knows the confirmation number.
    """

    receivable_id: UUID
    yen: int
    route: str
    key: str
    return_base: str
    proven: bool = False

    @property
    def digest(self) -> bytes:
        """What makes two requests the same."""
        return sha256(f"{self.receivable_id}|{self.yen}|{self.route}".encode()).digest()


def start_attempt(*, asked: Asked, actor: Actor, at: datetime) -> Attempt:
    """Begin an attempt; the same key and request gives the attempt that was begun with it.

    No transaction is open while the gateway is asked. Where it does not answer the attempt is
    ``unknown`` and is asked about again; nobody pays twice.

    Raises:
        KeyMissing, SameKeyOtherRequest, AttemptInProgress: about the key.
        ReceivableUnknown, NothingToPay, OtherAmountNow, AttemptOpen: nothing can be begun.
        NoGateway: there is no provider.
    """
    port = gateway()
    if port is None:
        raise NoGateway
    if not SHORTEST_KEY <= len(asked.key) <= LONGEST_KEY:
        raise KeyMissing
    attempt, is_new = _write_row(asked=asked, provider=port.name, actor=actor, at=at)
    if not is_new and not _is_stuck(attempt, at):
        return attempt
    return _begin(attempt, asked, port, at=at)


@in_one_go
def _write_row(*, asked: Asked, provider: str, actor: Actor, at: datetime) -> tuple[Attempt, bool]:
    receivable = lock_receivable(asked.receivable_id)
    check_may_pay(actor, receivable, proven=asked.proven)
    payer = _payer_of(actor, receivable)
    known = Attempt.objects.filter(payer_ref=payer, key=asked.key).first()
    if known is not None:
        return _as_before(known, asked, at), False
    _check_payable(receivable, asked)
    attempt = Attempt(
        id=new_id(), receivable=receivable, payer_ref=payer, key=asked.key, digest=asked.digest,
        route=asked.route, yen=asked.yen, provider=provider, made_at=at, changed_at=at,
        expires_at=at + timedelta(seconds=settings.PAYMENT_EXPIRES_SECONDS),
        next_try_at=at + FIRST_LOOK,
    )  # fmt: skip
    attempt.save(force_insert=True)
    record(
        action="payments.attempt.begun", actor=actor, subject=receivable.ref, at=at,
        detail={"attempt": str(attempt.id), "yen": asked.yen, "route": asked.route},
    )  # fmt: skip
    return attempt, True


def _payer_of(actor: Actor, receivable: Receivable) -> str:
    return actor.ref if actor.kind == "citizen" else f"guest:{receivable.number}"


def _as_before(known: Attempt, asked: Asked, at: datetime) -> Attempt:
    if bytes(known.digest) != asked.digest:
        raise SameKeyOtherRequest
    if known.state == "created" and not _is_stuck(known, at):
        raise AttemptInProgress
    return known


def _is_stuck(attempt: Attempt, at: datetime) -> bool:
    """Whether whoever began it has ended before the gateway answered."""
    return attempt.state == "created" and at - attempt.made_at >= RACING


def _check_payable(receivable: Receivable, asked: Asked) -> None:
    if receivable.state not in UNPAID or receivable.balance_yen <= 0:
        raise NothingToPay
    if asked.yen not in payable_amounts(receivable):
        raise OtherAmountNow(yen=f"{receivable.balance_yen:,}")
    if Attempt.objects.filter(receivable=receivable, state__in=UNFINISHED).exists():
        raise AttemptOpen


def _begin(attempt: Attempt, asked: Asked, port: Gateway, *, at: datetime) -> Attempt:
    seconds = max(1, int((attempt.expires_at - at).total_seconds()))
    values: dict[str, object]
    try:
        found = port.authorise(
            reference=str(attempt.id), yen=attempt.yen, route=attempt.route, seconds=seconds,
            return_url=f"{asked.return_base}{attempt.id}/",
        )  # fmt: skip
    except GatewayAway:
        values = {"state": "unknown"}
    except GatewayRefused as no:
        values = {"state": "failed", "failure": no.code, "next_try_at": None}
    else:
        values = {
            "state": "redirected", "gateway_ref": found.gateway_ref,
            "redirect_url": found.redirect_url[:500],
        }  # fmt: skip
    values["changed_at"] = at
    # A report of the gateway may have come first: only what still is as we left it is written.
    Attempt.objects.filter(id=attempt.id, state__in=("created", "unknown")).update(**values)
    attempt.refresh_from_db()
    return attempt
