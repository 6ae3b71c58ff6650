# SPDX-License-Identifier: Apache-2.0
"""What is done inside the portal zone: dues, the end of all attempts, refunds, the ledger's sums."""

import json
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db.models import Count, Q, Sum  # noqa: E402

from benchmarks.booking.place import sign_in  # noqa: E402
from madoguchi.engines.payments.api import (  # noqa: E402
    Due,
    DueItem,
    ask_refund,
    assess,
    decide_refund,
)
from madoguchi.engines.payments.commands.compare_gateway import compare_gateway  # noqa: E402
from madoguchi.engines.payments.commands.send_refunds import send_refunds  # noqa: E402
from madoguchi.engines.payments.commands.settle_due import settle_due  # noqa: E402
from madoguchi.engines.payments.models import (  # noqa: E402
    UNFINISHED,
    Attempt,
    LedgerEntry,
    Receivable,
    Refund,
    RevenueAccount,
)
from madoguchi.kernel.actors import SYSTEM, Actor  # noqa: E402
from madoguchi.kernel.clock import now, today  # noqa: E402
from madoguchi.kernel.texts import text  # noqa: E402
from madoguchi.platform.identity.models import User  # noqa: E402

TREASURER = Actor("staff", "identity:bench", "森", frozenset({"treasurer"}), frozenset())
ROUNDS = 60
REFUND_EVERY = 40


def seed(clients: int, dues: int) -> dict[str, object]:
    """People with sessions, and their dues: numbers and yen per person."""
    cookies = sign_in(clients)
    RevenueAccount.objects.create(key="bench", code="1", fund="一般会計", name={"ja": "手数料"})
    people = [
        f"identity:{one}" for one in User.objects.order_by("email").values_list("pk", flat=True)
    ]
    found: list[list[tuple[str, int]]] = [[] for _ in range(clients)]
    for n in range(dues):
        yen = 300 + 17 * (n % 997)
        row = assess(
            due=Due(
                source_ref=f"bench:{n}", title=text("手数料"), payer_ref=people[n % clients],
                items=[DueItem("bench", text("手数料"), yen)], due_on=today(),
            ),
            actor=SYSTEM, at=now(),
        )  # fmt: skip
        found[n % clients].append((row.number, yen))
    return {"cookies": cookies, "dues": found}


def finish() -> dict[str, object]:
    """Ask about everything until nothing is open, as the worker does over the next hours."""
    later = now()
    for _ in range(ROUNDS):
        if not Attempt.objects.filter(state__in=UNFINISHED).exists():
            break
        later += timedelta(hours=2)
        Attempt.objects.filter(state__in=UNFINISHED).update(next_try_at=later)
        settle_due(actor=SYSTEM, at=later)
    told: Counter[str] = Counter()
    for _ in range(2):
        told = compare_gateway(actor=SYSTEM, at=now(), most=1_000_000)
    return {"open": Attempt.objects.filter(state__in=UNFINISHED).count(), "compared": dict(told)}


def refund() -> dict[str, object]:
    """Every fortieth payment is paid back in half, with the faults of the gateway."""
    paid = Attempt.objects.filter(state="captured").order_by("id").select_related("receivable")
    for attempt in list(paid)[::REFUND_EVERY]:
        found = ask_refund(
            receivable_id=attempt.receivable_id, yen=max(1, attempt.yen // 2), reason="測定",
            source_ref=f"bench:{attempt.id}", actor=SYSTEM, at=now(),
        )  # fmt: skip
        decide_refund(refund_id=found.id, approve=True, actor=TREASURER, at=now())
    later = now()
    for _ in range(ROUNDS):
        if not Refund.objects.filter(state__in=("approved", "sent")).exists():
            break
        later += timedelta(hours=2)
        send_refunds(actor=SYSTEM, at=later)
    return {"refunds": dict(Refund.objects.order_by().values_list("state").annotate(Count("id")))}


def sums() -> dict[str, Any]:
    """Per attempt what the ledger took and gave back, and what contradicts itself."""
    rows = LedgerEntry.objects.filter(kind="paid", origin__startswith="attempt:").order_by()
    taken = {
        origin.removeprefix("attempt:"): yen
        for origin, yen in rows.values_list("origin").annotate(Sum("yen"))
    }
    back: Counter[str] = Counter()
    for attempt, yen in Refund.objects.filter(state="done").values_list("attempt_id", "yen"):
        back[str(attempt)] += yen
    given = LedgerEntry.objects.filter(kind="refunded").aggregate(yen=Sum("yen"))["yen"] or 0
    doubled = Receivable.objects.annotate(
        captured=Count("attempts", filter=Q(attempts__state="captured"))
    )
    return {
        "taken": taken,
        "back": dict(back),
        "given_in_ledger": -given,
        "double": doubled.filter(captured__gt=1).count(),
        "states": dict(Attempt.objects.order_by().values_list("state").annotate(Count("id"))),
    }


def main() -> None:
    """Do what the words ask for."""
    what, *numbers = sys.argv[1:]
    verbs = {"seed": seed, "finish": finish, "refund": refund, "sums": sums}
    print(json.dumps(verbs[what](*map(int, numbers))))


if __name__ == "__main__":
    main()
