# SPDX-License-Identifier: Apache-2.0
"""Which roles and sections does a person have on a day?"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.organisation.chart import Held, current_chart
from madoguchi.platform.organisation.models import Section
from madoguchi.platform.organisation.roles import permissions_of


def posts_on(staff_ref: str, on: date) -> tuple[Held, ...]:
    """The posts that a person holds on a day, highest rank first; more than one is usual (兼務)."""
    return current_chart().held_on(staff_ref, on)


def posts_of_many(staff_refs: Iterable[str], on: date) -> dict[str, tuple[Held, ...]]:
    """The posts of many people on a day, with one look at the version."""
    chart = current_chart()
    return {ref: chart.held_on(ref, on) for ref in staff_refs}


def roles_on(staff_ref: str, on: date) -> frozenset[str]:
    """The roles that a person has through any post on a day."""
    return frozenset().union(*(held.roles for held in posts_on(staff_ref, on)))


def sections_on(staff_ref: str, on: date) -> frozenset[str]:
    """Keys of the sections that a person works for on a day, with the sections below them."""
    chart = current_chart()
    return _covered(chart.below, (held.section for held in chart.held_on(staff_ref, on)))


def grants_on(
    staff_ref: str, on: date, *, token: UUID | None = None
) -> tuple[frozenset[str], frozenset[str]]:
    """Roles and sections together, with one look at the version (none where it is handed in)."""
    chart = current_chart(token)
    held = chart.held_on(staff_ref, on)
    roles: frozenset[str] = frozenset().union(*(post.roles for post in held))
    return roles, _covered(chart.below, (post.section for post in held))


def may(staff_ref: str, permission: str, *, on: date, section: str | None = None) -> bool:
    """Whether a person's posts carry a permission on a day.

    With ``section`` the post must lie in that section or above it: a decider of one section who
    is a viewer in another does not decide there.
    """
    chart = current_chart()
    return any(
        permission in permissions_of(held.roles)
        and (section is None or section in chart.below.get(held.section, frozenset()))
        for held in chart.held_on(staff_ref, on)
    )


def list_staff_of(section: str, on: date) -> list[str]:
    """References of the people who hold a post in a section on a day."""
    chart = current_chart()
    return sorted(
        ref
        for ref, posts in chart.held.items()
        if any(held.section == section and held.on(on) for held in posts)
    )


def list_sections() -> list[Section]:
    """The sections that exist, in the city's order."""
    return list(Section.objects.filter(abolished_on=None))


def get_section(key: str) -> Section:
    """A section by its key, also an abolished one; raises NotFound."""
    section = Section.objects.filter(key=key).first()
    if section is None:
        raise NotFound(text(f"「{key}」という課はありません。", f"There is no section {key}."))
    return section


def _covered(below: Mapping[str, frozenset[str]], keys: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(below.get(key, frozenset({key})) for key in keys))
