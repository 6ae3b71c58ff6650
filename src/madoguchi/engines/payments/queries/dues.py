# SPDX-License-Identifier: Apache-2.0
"""Which dues has a person, or somebody they pay for, and what was booked of one?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from madoguchi.engines.payments.models import (
    UNFINISHED,
    UNPAID,
    Attempt,
    Instalment,
    Item,
    LedgerEntry,
    Receivable,
    Refund,
)
from madoguchi.engines.payments.ports import household_of
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.kernel.actors import Actor


def payers_of(actor: Actor) -> dict[str, str]:
    """Whose dues the account sees: its own (no name) and those of its household, with names."""
    names: Mapping[str, str] = household_of(actor.ref)
    return {actor.ref: "", **names}


def list_unpaid(actor: Actor) -> QuerySet[Receivable]:
    """What is to be paid, the earliest due date first, without a date last."""
    rows = Receivable.objects.filter(payer_ref__in=payers_of(actor), state__in=UNPAID)
    return rows.order_by(F("due_on").asc(nulls_last=True), "number")


def list_overpaid(actor: Actor) -> QuerySet[Receivable]:
    """What was paid too much."""
    rows = Receivable.objects.filter(payer_ref__in=payers_of(actor), state="overpaid")
    return rows.order_by("-changed_at", "number")


def list_settled(actor: Actor) -> QuerySet[Receivable]:
    """What is over, the last first."""
    rows = Receivable.objects.filter(
        payer_ref__in=payers_of(actor), state__in=("paid", "withdrawn", "written_off")
    )
    return rows.order_by("-changed_at", "number")


def get_due(number: str) -> Receivable:
    """The due with a number of 12 digits; the caller checks who may see it.

    Raises:
        ReceivableUnknown: there is none.
    """
    found = Receivable.objects.filter(number=number).first()
    if found is None:
        raise ReceivableUnknown
    return found


@dataclass(frozen=True, slots=True)
class Booked:
    """One origin of the ledger: a payment, a refund, a late charge; yen over all its accounts."""

    kind: str
    yen: int
    occurred_on: date
    route: str
    origin: str
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class DueShown:
    """A due with everything that its page says."""

    due: Receivable
    items: tuple[Item, ...]
    parts: tuple[Instalment, ...]
    booked: tuple[Booked, ...]
    attempt: Attempt | None
    refunds: tuple[Refund, ...]


def read_due(due: Receivable) -> DueShown:
    """All of it, with a fixed number of queries."""
    version = due.version
    return DueShown(
        due=due,
        items=tuple(Item.objects.filter(receivable=due, version=version).order_by("ordinal")),
        parts=tuple(Instalment.objects.filter(receivable=due, version=version).order_by("ordinal")),
        booked=tuple(list_booked(due.id)),
        attempt=Attempt.objects.filter(receivable=due, state__in=UNFINISHED).first(),
        refunds=tuple(Refund.objects.filter(receivable=due).order_by("asked_at")),
    )


def payable_amounts(receivable: Receivable) -> list[int]:
    """The amounts that can be paid at once: all of it, or up to the next instalments."""
    amounts, until = [receivable.balance_yen], 0
    parts = receivable.instalments.filter(version=receivable.version).order_by("ordinal")
    for yen in parts.values_list("yen", flat=True):
        until += yen
        if until > receivable.paid_yen:
            amounts.append(min(until - receivable.paid_yen, receivable.balance_yen))
    return sorted(set(amounts))


def list_booked(receivable_id: UUID) -> list[Booked]:
    """What was booked, by origin, in order; the first assessment is left out."""
    rows = LedgerEntry.objects.filter(receivable_id=receivable_id).exclude(kind="assessed")
    grouped = rows.order_by("booked_at", "origin").values(
        "kind", "occurred_on", "route", "origin", "booked_at"
    )
    return [
        Booked(
            one["kind"], one["total"], one["occurred_on"], one["route"], one["origin"],
            one["origin"].startswith("reverse:"),
        )
        for one in grouped.annotate(total=Sum("yen"))
    ]  # fmt: skip
