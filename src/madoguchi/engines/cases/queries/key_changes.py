# SPDX-License-Identifier: Apache-2.0
"""Which new keys of applicants wait for a person, for whom, and which cases do they touch?"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.engines.cases.models import Case, KeyChange
from madoguchi.engines.cases.policy import CONFIRM_KEY, visible_sections
from madoguchi.engines.cases.rules.key_changes import oldest_end
from madoguchi.kernel.actors import Actor
from madoguchi.platform.organisation.api import permissions_of

MOST_SHOWN = 200


def cases_of(applicant_ref: str, *, at: datetime) -> QuerySet[Case]:
    """The open and recent cases of an account, the newest first."""
    recent = Q(is_open=True) | Q(changed_at__gte=oldest_end(at))
    rows = Case.objects.filter(recent, content__applicant_ref=applicant_ref)
    return rows.order_by("-received_at")


def list_touched(applicant_ref: str, new_key: str, *, at: datetime) -> list[UUID]:
    """The cases whose notes lie under another key."""
    if not applicant_ref:
        return []
    rows = cases_of(applicant_ref, at=at).exclude(content__reply_key__in=["", new_key])
    return list(rows.values_list("id", flat=True))


def subjects_of(applicant_ref: str) -> set[str]:
    """The provider's names for whoever held a card for an application of this account."""
    rows = Case.objects.filter(content__applicant_ref=applicant_ref).select_related("content")
    return {str(row.content.proof.get("subject", "")) for row in rows if row.content.proof}


def list_waiting(actor: Actor) -> list[KeyChange]:
    """What waits for this person, the oldest first."""
    rows = KeyChange.objects.filter(state="waiting")
    return _seen(rows, actor)[:MOST_SHOWN]


def list_settled(actor: Actor) -> list[KeyChange]:
    """What was settled lately, the newest first."""
    rows = KeyChange.objects.filter(state__in=["confirmed", "refused"]).exclude(method="none")
    return _seen(rows.order_by("-settled_at")[:MOST_SHOWN], actor)[:20]


def is_visible(item: KeyChange, actor: Actor, *, at: datetime) -> bool:
    """Whether a case of the account lies in this person's sections."""
    return bool(visible_cases(item, actor, at=at))


def visible_cases(item: KeyChange, actor: Actor, *, at: datetime) -> list[Case]:
    """The cases of the account that this person may see."""
    return _of_sections(cases_of(item.applicant_ref, at=at), actor)


def _of_sections(rows: Iterable[Case], actor: Actor) -> list[Case]:
    sections = visible_sections(actor)
    if actor.kind != "system" and CONFIRM_KEY not in permissions_of(actor.roles):
        return []
    return [row for row in rows if sections is None or row.section in sections]


def _seen(rows: QuerySet[KeyChange], actor: Actor) -> list[KeyChange]:
    """Those of accounts that have a case in the person's sections; two queries."""
    found, sections = list(rows), visible_sections(actor)
    if sections is None:
        return found
    refs = {row.applicant_ref for row in found}
    ours = set(
        Case.objects.filter(content__applicant_ref__in=refs, section__in=sorted(sections))
        .values_list("content__applicant_ref", flat=True)
        .distinct()
    )
    return [row for row in found if row.applicant_ref in ours]
