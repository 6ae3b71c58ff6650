# SPDX-License-Identifier: Apache-2.0
"""Let another holder open a draft: an account after sign-in, another browser, or a resume code."""

from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.models import Draft, DraftKey
from madoguchi.engines.procedures.models.holder import code_holder
from madoguchi.engines.procedures.ports import KeyHolder
from madoguchi.engines.procedures.queries.drafts import OpenDraft
from madoguchi.engines.procedures.rules.resuming import new_resume_number
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_secret

_TRIES = 5


def share_draft(
    *, draft: OpenDraft, holder: KeyHolder, actor: Actor, at: datetime  # noqa: ARG001
) -> None:  # fmt: skip
    """Give a holder a key of its own to the draft; a second time changes nothing."""
    wrapped = holder.wrap(draft.key)
    DraftKey.objects.update_or_create(
        draft=draft.row, holder=holder.ref, defaults={"wrapped": wrapped}
    )


def make_resume_code(
    *, draft: OpenDraft, actor: Actor, at: datetime  # noqa: ARG001
) -> tuple[str, str]:  # fmt: skip
    """A resume number and its code, shown once; a former code of the draft stops working."""
    code = new_secret()
    number = draft.row.resume_number or _give_number(draft)
    holder = code_holder(number, code)
    DraftKey.objects.update_or_create(
        draft=draft.row, holder=holder.ref, defaults={"wrapped": holder.wrap(draft.key)}
    )
    return number, code


def _give_number(draft: OpenDraft) -> str:
    for _ in range(_TRIES):
        number = new_resume_number()
        try:
            with transaction.atomic():
                Draft.objects.filter(id=draft.id).update(resume_number=number)
        except IntegrityError:
            continue
        draft.row.resume_number = number
        return number
    raise RuntimeError("no free resume number was found")
