# SPDX-License-Identifier: Apache-2.0
"""Keep a view of the inbox, for oneself or the section."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.models import SavedFilter
from madoguchi.engines.cases.policy import NO_SUCH_CASE
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text

MOST_FILTERS = 20


class FilterNotSaved(Refusal):
    """No name, or too many saved views."""

    code: ClassVar[str] = "filter_not_saved"


@transaction.atomic
def save_filter(*, name: str, query: str, section: str, actor: Actor, at: datetime) -> SavedFilter:
    """Save the conditions under a name; the same name again replaces them.

    Raises:
        FilterNotSaved: no name, more than 20 views, or a section that is not one's own.
    """
    name = name.strip()[:40]
    if not name:
        raise FilterNotSaved(text("見方の名前を書いてください。", "Name the view."))
    if section and section not in actor.sections:
        raise FilterNotSaved(text("所属の課だけで共有できます。", "Share with your own section."))
    others = SavedFilter.objects.filter(owner_ref=actor.ref).exclude(name=name)
    if others.count() >= MOST_FILTERS:
        raise FilterNotSaved(
            text(
                f"保存できる見方は{MOST_FILTERS}個までです。使わないものを消してください。",
                f"At most {MOST_FILTERS} views. Remove one first.",
            )
        )
    saved, _ = SavedFilter.objects.update_or_create(
        owner_ref=actor.ref,
        name=name,
        defaults={"query": query[:500], "section": section, "saved_at": at},
    )
    return saved


@transaction.atomic
def remove_filter(*, filter_id: UUID, actor: Actor, at: datetime) -> None:
    """Remove one's own saved view.

    Raises:
        NotFound: it is another's, or gone.
    """
    deleted, _ = SavedFilter.objects.filter(
        id=filter_id, owner_ref=actor.ref, saved_at__lte=at
    ).delete()
    if not deleted:
        raise NotFound(NO_SUCH_CASE)
