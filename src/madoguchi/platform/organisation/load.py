# SPDX-License-Identifier: Apache-2.0
"""How do the sections and posts of a city's pack come into the database?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.city import City, Post, Section
from madoguchi.kernel.clock import today
from madoguchi.platform.audit.api import record
from madoguchi.platform.organisation.models import Post as PostRow
from madoguchi.platform.organisation.models import Section as SectionRow
from madoguchi.platform.organisation.roles import ROLES
from madoguchi.platform.organisation.version import touch

STANDARD_POSTS = (
    Post(key="chief", title="課長", rank=50, roles=("case_worker", "decider", "senior")),
    Post(key="deputy", title="係長", rank=30, roles=("case_worker", "decider")),
    Post(key="counter", title="窓口係", rank=10, roles=("case_worker",)),
    Post(key="support", title="応援", rank=5, roles=("viewer",)),
    Post(key="administrator", title="システム管理者", rank=1, roles=("administrator",)),
)
"""The posts of a section for which the pack names none."""


class UnknownRole(ValueError):
    """The pack gives a post a role that this product does not know."""


def load_organisation(city: City, *, at: datetime, actor: Actor = SYSTEM) -> bool:
    """Bring sections and posts to what the pack says; return whether anything changed.

    Safe to repeat. What the pack no longer names is abolished as of today and kept, because
    appointments and cases refer to it. Raises UnknownRole.
    """
    _check_roles(city)
    on = today(at)
    with transaction.atomic():
        changed = _load_sections(city.sections, on)
        rows = {section.key: section for section in SectionRow.objects.all()}
        for plan in city.sections:
            changed |= _load_posts(rows[plan.key], posts_of(plan), on)
        if changed:
            touch()
            record(
                action="organisation.chart.loaded",
                actor=actor,
                subject="organisation:chart",
                at=at,
                detail={"sections": len(city.sections)},
            )
    return changed


def posts_of(section: Section) -> tuple[Post, ...]:
    """The posts of a section as the pack names them, or the standard ones."""
    return section.posts or STANDARD_POSTS


def _load_sections(plans: Sequence[Section], on: date) -> bool:
    rows = {section.key: section for section in SectionRow.objects.all()}
    changed = _abolish((row for key, row in rows.items() if key not in _keys(plans)), on)
    for position, plan in enumerate(plans):
        row = rows.setdefault(plan.key, SectionRow(key=plan.key))
        changed |= _bring(
            row,
            name=plan.name.model_dump(exclude_none=True),
            telephone=plan.telephone or "",
            counter=plan.place.model_dump(exclude_none=True) if plan.place else None,
            position=position,
            abolished_on=None,
        )
    for plan in plans:
        parent = rows[plan.parent] if plan.parent else None
        changed |= _bring(rows[plan.key], parent_id=parent.pk if parent else None)
    return changed


def _load_posts(section: SectionRow, plans: Sequence[Post], on: date) -> bool:
    rows = {post.key: post for post in PostRow.objects.filter(section=section)}
    changed = _abolish((row for key, row in rows.items() if key not in _keys(plans)), on)
    for plan in plans:
        row = rows.get(plan.key) or PostRow(section=section, key=plan.key)
        changed |= _bring(
            row,
            title=plan.title.ja,
            rank=plan.rank,
            roles=sorted(plan.roles),
            abolished_on=None,
        )
    return changed


def _bring(row: SectionRow | PostRow, **values: object) -> bool:
    """Save the row if it differs from the values."""
    if not row._state.adding and all(getattr(row, name) == v for name, v in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return True


def _abolish(rows: Iterable[SectionRow | PostRow], on: date) -> bool:
    changed = False
    for row in rows:
        if row.abolished_on is None:
            changed |= _bring(row, abolished_on=on)
    return changed


def _keys(plans: Iterable[Section | Post]) -> set[str]:
    return {plan.key for plan in plans}


def _check_roles(city: City) -> None:
    for section in city.sections:
        for post in posts_of(section):
            unknown = set(post.roles) - ROLES
            if unknown:
                raise UnknownRole(f"{section.key}/{post.key}: {', '.join(sorted(unknown))}")
