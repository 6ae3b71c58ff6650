# SPDX-License-Identifier: Apache-2.0
"""Let go of everything that is kept of an account: drafts, profile, sealed notes, the way back."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.procedures.commands.change_profile import forget_profile
from madoguchi.engines.procedures.models import ApplicantNote, DraftKey, EndedKeeping, Submission
from madoguchi.engines.procedures.models.draft import remove_drafts
from madoguchi.engines.procedures.queries.drafts import owner_of
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record
from madoguchi.platform.files.storing import forget_of


def forget_account(*, account: str, actor: Actor, at: datetime) -> None:
    """Nothing of it opens afterwards; a draft that a browser also holds stays with that browser.

    Of an application stay number, procedure, times and state, tied to nobody. One for which a
    receipt secret was taken along goes on under it.
    """
    with transaction.atomic():
        drafts = _forget_drafts(account)
        rows = Submission.objects.filter(account=account)
        notes, _ = ApplicantNote.objects.filter(submission__account=account).delete()
        rows.filter(verifier=None).update(reply_key=None)
        left = rows.update(account=None)
        forget_profile(account=account, actor=actor, at=at)
        EndedKeeping.objects.filter(account=account).delete()  # the account's own entry says it all
        if drafts or notes or left:
            record(
                action="procedures.account.forgotten",
                actor=actor,
                subject=account,
                at=at,
                detail={"drafts": drafts, "notes": notes, "applications": left},
            )


def _forget_drafts(account: str) -> int:
    own = DraftKey.objects.filter(holder=account)
    ids = list(own.values_list("draft_id", flat=True))
    own.delete()
    held = set(DraftKey.objects.filter(draft_id__in=ids).values_list("draft_id", flat=True))
    gone = [draft_id for draft_id in ids if draft_id not in held]
    for draft_id in gone:
        forget_of(owner_of(draft_id))
    return remove_drafts(gone)
