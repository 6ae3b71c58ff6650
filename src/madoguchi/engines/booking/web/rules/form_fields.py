# SPDX-License-Identifier: Apache-2.0
"""Which parts of the rules can be edited on the screen, in which groups and kinds of field?"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "clock", "text", "select", "many", "check", "day", "season"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: where its value stands in the rules, and what kind of control asks for it."""

    path: str
    kind: Kind
    options: tuple[str, ...] = ()
    """Values of a select or checkboxes; ``@spaces``, ``@classes``, ``@purposes`` are looked up."""
    unit: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the rules, one row for each entry and some blank ones."""

    path: str
    fields: tuple[Asked, ...]
    blank: int = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together; ``when`` limits it to a kind of times."""

    key: str
    items: tuple[Asked | Rows, ...]
    when: tuple[str, ...] = ()


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
PER = ("slot", "hour", "booking", "person")
REMIND_HOURS = ("1", "2", "3", "6", "12", "24", "48", "72", "168")
CLASSES = ("@classes",)
PURPOSES = ("@purposes",)
TIMES = ("parts", "minutes", "free", "sessions")
"""How times can be given; the first two are a grid."""

GROUPS = (
    Group(
        "parts",
        (
            Rows(
                "times.parts",
                (Asked("starts", "clock"), Asked("ends", "clock"), Asked("title", "text")),
            ),
            Asked("times.most_in_a_row", "number", unit=True),
        ),
        ("parts",),
    ),
    Group(
        "minutes",
        (
            Asked("times.minutes", "number", unit=True),
            Asked("times.most_in_a_row", "number", unit=True),
        ),
        ("minutes",),
    ),
    Group(
        "free",
        (
            Asked("times.step", "number", unit=True),
            Asked("times.shortest", "number", unit=True),
            Asked("times.longest", "number", unit=True),
        ),
        ("free",),
    ),
    Group(
        "sessions",
        (
            Rows(
                "times.sessions",
                (Asked("on", "day"), Asked("starts", "clock"), Asked("ends", "clock")),
            ),
        ),
        ("sessions",),
    ),
    Group(
        "hours",
        (
            Rows(
                "open_hours",
                (
                    Asked("weekdays", "many", WEEKDAYS),
                    Asked("nth", "many", ("1", "2", "3", "4", "5")),
                    Asked("starts", "clock"),
                    Asked("ends", "clock"),
                    Asked("season", "season"),
                ),
                1,
            ),
            Rows(
                "open_days",
                (Asked("on", "day"), Asked("starts", "clock"), Asked("ends", "clock")),
            ),
        ),
        ("parts", "minutes", "free"),
    ),
    Group(
        "purposes",
        (
            Rows(
                "purposes",
                (
                    Asked("ja", "text"),
                    Asked("en", "text"),
                    Asked("easy", "text"),
                    Asked("key", "text"),
                ),
            ),
        ),
    ),
    Group(
        "around",
        (
            Asked("buffer_before", "number", unit=True),
            Asked("buffer_after", "number", unit=True),
            Asked("people_most", "number", unit=True),
            Asked("hold_minutes", "number", unit=True),
            Asked("pay_by_days", "number", unit=True),
            Asked("series_most", "number", unit=True),
            Asked("remind_hours", "many", REMIND_HOURS),
        ),
    ),
    Group(
        "window",
        (
            Asked("window.months_before", "number", unit=True),
            Asked("window.on_day", "number", unit=True),
            Asked("window.days_before", "number", unit=True),
            Asked("window.opens", "clock"),
            Asked("window.closes_minutes_before", "number", unit=True),
            Rows(
                "priority",
                (
                    Asked("user_classes", "many", CLASSES),
                    Asked("window.months_before", "number", unit=True),
                    Asked("window.on_day", "number", unit=True),
                    Asked("window.days_before", "number", unit=True),
                    Asked("window.opens", "clock"),
                ),
                1,
            ),
        ),
    ),
    Group(
        "caps",
        (
            Rows(
                "caps",
                (
                    Asked("per", "select", ("person", "group")),
                    Asked(
                        "period",
                        "select",
                        ("", "day", "week", "month", "fiscal_year", "upcoming", "all"),
                    ),
                    Asked("most", "number"),
                    Asked("unit", "select", ("bookings", "minutes", "people")),
                ),
            ),
        ),
    ),
    Group(
        "who",
        (
            Asked("eligible.residents_only", "check"),
            Asked("eligible.registered_only", "check"),
            Asked("eligible.user_classes", "many", CLASSES),
            Asked("eligible.age_from", "number", unit=True),
            Asked("eligible.age_until", "number", unit=True),
            Asked("eligible.months_from", "number", unit=True),
            Asked("eligible.months_until", "number", unit=True),
            Asked("eligible.groups", "select", ("allowed", "none", "only")),
            Asked("eligible.group_members_min", "number", unit=True),
            Asked("eligible.group_residents", "select", ("any", "majority", "all")),
            Asked("eligible.group_ages", "select", ("majority", "all", "booker")),
            Asked("eligible.group_classes", "many", CLASSES),
            Asked("invitations", "select", ("none", "allowed", "only")),
        ),
    ),
    Group(
        "fees",
        (
            Rows(
                "fees",
                (
                    Asked("yen", "number", unit=True),
                    Asked("per", "select", PER),
                    Asked("spaces", "many", ("@spaces",)),
                    Asked("user_classes", "many", CLASSES),
                    Asked("purposes", "many", PURPOSES),
                    Asked("weekdays", "many", WEEKDAYS),
                    Asked("starts", "clock"),
                    Asked("ends", "clock"),
                ),
            ),
        ),
    ),
    Group(
        "extras",
        (
            Rows(
                "extras",
                (
                    Asked("key", "text"),
                    Asked("title", "text"),
                    Asked("yen", "number", unit=True),
                    Asked("per", "select", PER),
                    Asked("most", "number", unit=True),
                ),
                1,
            ),
            Rows(
                "reductions",
                (
                    Asked("key", "text"),
                    Asked("title", "text"),
                    Asked("percent", "number", unit=True),
                    Asked("user_classes", "many", CLASSES),
                    Asked("purposes", "many", PURPOSES),
                    Asked("evidence", "text"),
                    Asked("needs_approval", "check"),
                ),
                1,
            ),
        ),
    ),
    Group(
        "cancelling",
        (
            Rows(
                "cancellation.steps",
                (
                    Asked("hours_before", "number", unit=True),
                    Asked("owed_percent", "number", unit=True),
                ),
            ),
            Asked("cancellation.until_minutes_before", "number", unit=True),
            Asked("cancellation.late_hours", "number", unit=True),
            Asked("cancellation.late_points", "number", unit=True),
            Asked("cancellation.no_show_points", "number", unit=True),
        ),
    ),
    Group(
        "waiting",
        (
            Asked("waiting.size", "number", unit=True),
            Asked("waiting.order", "select", ("queue", "draw")),
            Asked("waiting.automatic", "check"),
            Asked("waiting.answer_hours", "number", unit=True),
            Asked("own_overlap", "check"),
            Asked("lottery", "check"),
            Asked("won_release.earliest_hours", "number", unit=True),
            Asked("won_release.latest_hours", "number", unit=True),
        ),
    ),
    Group(
        "penalty",
        (
            Asked("penalty.points", "number", unit=True),
            Asked("penalty.within_days", "number", unit=True),
            Asked("penalty.suspend_days", "number", unit=True),
        ),
    ),
)
"""The form, group by group."""


def groups_for(kind: str) -> tuple[Group, ...]:
    """The groups that a way of giving times has."""
    return tuple(group for group in GROUPS if not group.when or kind in group.when)
