# SPDX-License-Identifier: Apache-2.0
"""Who may do what with dues? Citizens their own, treasurers and cashiers what their post gives."""

from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.ports import household_of
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.organisation.api import permissions_of

VIEW = "payments.view"
TILL = "payments.till"
WORK = "payments.work"
APPROVE = "payments.approve"


def may_work(actor: Actor, permission: str = WORK) -> bool:
    """Whether the actor is the system, or staff with the permission; money belongs to the city."""
    if actor.kind == "system":
        return True
    return actor.kind == "staff" and permission in permissions_of(actor.roles)


def check_may_work(actor: Actor, permission: str = WORK) -> None:
    """Raises NotAllowed unless ``may_work``."""
    if not may_work(actor, permission):
        raise NotAllowed(
            text(
                "収納を扱う権限がありません。",
                "Your role does not include payments.",
                "この しごとは できません。",
            ),
            next_step=text(
                "会計課の責任者に頼んでください。",
                "Ask a senior of the treasurer's section.",
                "会計課に きいてください。",
            ),
        )


def is_own(actor: Actor, receivable: Receivable) -> bool:
    """Whether the due is the citizen's own."""
    return actor.kind == "citizen" and receivable.payer_ref == actor.ref


def may_pay_for(actor: Actor, receivable: Receivable) -> bool:
    """Whether it is the citizen's own, or of somebody of their household (``use_household``)."""
    if actor.kind != "citizen" or not receivable.payer_ref:
        return False
    return is_own(actor, receivable) or receivable.payer_ref in household_of(actor.ref)


def check_may_pay(actor: Actor, receivable: Receivable, *, proven: bool) -> None:
    """Raises ReceivableUnknown unless it is theirs, or they know the confirmation number."""
    if not (proven or may_pay_for(actor, receivable)):
        raise ReceivableUnknown


def check_may_see(actor: Actor, receivable: Receivable) -> None:
    """Raises ReceivableUnknown, so that nobody learns which numbers exist."""
    if not (may_pay_for(actor, receivable) or may_work(actor, VIEW)):
        raise ReceivableUnknown


def check_may_print(actor: Actor, receivable: Receivable, *, proven: bool) -> None:
    """Raises ReceivableUnknown unless staff who may see it, or who may pay it, ask for its slip."""
    if not may_work(actor, VIEW):
        check_may_pay(actor, receivable, proven=proven)
