# SPDX-License-Identifier: Apache-2.0
"""Set the codes under which the city collects (収納の契約)."""

from collections.abc import Mapping
from datetime import datetime

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.models import Biller
from madoguchi.engines.payments.policy import APPROVE, check_may_work
from madoguchi.engines.payments.rules.el_number import PayNumber, check, square_encoder
from madoguchi.engines.payments.rules.route_refusals import SlipCodeWrong
from madoguchi.engines.payments.rules.zengin.banks import read_account
from madoguchi.engines.payments.rules.zengin.letters import bank_name
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@in_one_go
def set_biller(*, codes: Mapping[str, str], actor: Actor, at: datetime) -> Biller:
    """Write the codes as the pack names them (see ``models.Biller``); names in signs of banks.

    Raises:
        SlipCodeWrong, ElNumberWrong, AccountWrong, NameUnwritable: a code has not its shape.
        NotAllowed: not by this person.
    """
    check_may_work(actor, APPROVE)
    values = dict(codes)
    biller = values["biller"]
    if len(biller) != 6 or not biller.isdigit():
        raise SlipCodeWrong(why="企業コードは数字6けた")
    check(PayNumber(values["agency"], "1", "000000", values["category"]))
    square_encoder(values.setdefault("square", "madoguchi-1"))
    for name in ("collector_name", "bank_name", "branch_name"):
        values[name] = bank_name(values.get(name, ""))
    account = read_account(
        bank=values["bank"], branch=values["branch"], kind=values["account_kind"],
        number=values["account_number"], holder=values["collector_name"][:30],
    )  # fmt: skip
    values["account_number"] = account.number
    values["collector_code"] = values["collector_code"].zfill(10)
    made, _ = Biller.objects.update_or_create(key="city", defaults=values)
    record(
        action="payments.biller.set", actor=actor, subject="payments:biller", at=at,
        detail={"biller": biller, "agency": made.agency, "category": made.category},
    )  # fmt: skip
    return made
