# SPDX-License-Identifier: Apache-2.0
"""Let accounts and rules of the pack hold from now on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.set_biller import set_biller
from madoguchi.engines.payments.commands.till import place_till
from madoguchi.engines.payments.models import Biller, PaymentRule, RevenueAccount, Till
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.rules.packed import PaymentsPack
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def load_pack(*, pack: PaymentsPack, actor: Actor, at: datetime) -> list[str]:
    """Write what differs; the keys that changed. What was booked keeps its account.

    Raises:
        NotAllowed: not by this person.
    """
    check_may_work(actor)
    changed = [one.key for one in pack.accounts if _keep_account(one.model_dump(mode="json"))]
    for key, content in _rules(pack):
        row = PaymentRule.objects.filter(key=key).first() or PaymentRule(id=new_id(), key=key)
        if row.content != content:
            row.content, row.changed_at = content, at
            row.save()
            changed.append(key)
    changed += _keep_routes(pack, actor=actor, at=at)
    if changed:
        record(
            action="payments.pack.loaded", actor=actor, subject="payments:pack", at=at,
            detail={"changed": changed},
        )  # fmt: skip
    return changed


def _keep_account(values: dict[str, Any]) -> bool:
    wanted = {
        "code": values["code"], "fund": values["fund"],
        "name": {key: word for key, word in values["name"].items() if word},
    }  # fmt: skip
    known = RevenueAccount.objects.filter(key=values["key"]).first()
    if known is None:
        RevenueAccount.objects.create(key=values["key"], **wanted)
        return True
    if {key: getattr(known, key) for key in wanted} == wanted:
        return False
    RevenueAccount.objects.filter(id=known.id).update(**wanted)
    return True


def _rules(pack: PaymentsPack) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "reminders", pack.reminders.model_dump(mode="json")
    for late in pack.late_rules:
        yield f"late:{late.key}", late.model_dump(mode="json")
    for key, source in pack.sources.items():
        yield f"source:{key}", source.model_dump(mode="json")
    for levy in pack.levies:
        yield f"levy:{levy.key}", levy.model_dump(mode="json")


def _keep_routes(pack: PaymentsPack, *, actor: Actor, at: datetime) -> list[str]:
    """The city's codes as a biller, and its tills; what is the same is left alone."""
    changed = []
    if pack.biller is not None:
        before = Biller.objects.filter(key="city").values().first()
        made = set_biller(codes=pack.biller.model_dump(), actor=actor, at=at)
        if before != Biller.objects.filter(id=made.id).values().first():
            changed.append("biller")
    for till in pack.tills:
        name = {key: word for key, word in till.model_dump(mode="json")["name"].items() if word}
        if not Till.objects.filter(key=till.key, name=name).exists():
            place_till(key=till.key, name=name, actor=actor, at=at)
            changed.append(f"till:{till.key}")
    return changed
