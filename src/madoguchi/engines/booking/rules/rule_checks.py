# SPDX-License-Identifier: Apache-2.0
"""Do the rules of an offer make sense beyond their shape: somebody eligible, every line of use?

The same questions are asked of packs and of rules that staff write on the screen.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from madoguchi.engines.booking.rules.hours import EVERY_DAY, Hours, is_open
from madoguchi.engines.booking.rules.offer import (
    Eligibility,
    FeeLine,
    FreeTimes,
    Grid,
    OfferRules,
    OpenHours,
    Sessions,
)
from madoguchi.engines.booking.rules.rule_fault import RuleFault
from madoguchi.engines.booking.rules.rule_fault import fault as _fault
from madoguchi.engines.booking.rules.times import clock_of
from madoguchi.engines.booking.rules.window_checks import windows_shut

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")


@dataclass(frozen=True, slots=True)
class Around:
    """What the rules are used with: hours of each place, and the names that are known."""

    places: Mapping[str, Sequence[Hours]]
    words: Collection[str] | None = None
    """Known classes and purposes; None: not checked."""


def faults_of(rules: OfferRules, around: Around) -> list[RuleFault]:
    """Everything about the rules that can never be meant."""
    return [
        *_eligible(rules),
        *windows_shut(rules),
        *_fees(rules, around),
        *_words(rules, around),
        *_hours(rules, around),
        *_twice(rules),
    ]


def _eligible(rules: OfferRules) -> Iterator[RuleFault]:
    one = rules.eligible
    low = max((one.age_from or 0) * 12, one.months_from or 0)
    high = min(
        (one.age_until + 1) * 12 - 1 if one.age_until is not None else 10_000,
        one.months_until if one.months_until is not None else 10_000,
    )
    if low > high:
        yield _fault(
            "eligible",
            "年齢と月齢の条件が両方を満たせないため、だれも予約できません。",
            "Nobody can book: the conditions on years and months of age exclude each other.",
        )
    for n, priority in enumerate(rules.priority):
        if _shut_out(one, priority.user_classes):
            yield _fault(
                f"priority[{n}].user_classes",
                "優先予約の区分の人は、利用できる人に入っていません。",
                "The classes with priority are not among those who may book.",
            )
    for n, line in enumerate(rules.fees):
        if line.user_classes and _shut_out(one, line.user_classes):
            yield _fault(
                f"fees[{n}].user_classes",
                "料金の区分の人は、利用できる人に入っていないため、この行は使われません。",
                "The classes of this price may not book, so the line is never used.",
            )


def _shut_out(one: Eligibility, classes: Collection[str]) -> bool:
    """Whether none of the classes may book, neither as persons nor as groups."""
    persons = one.groups != "only" and (
        not one.user_classes or bool(one.user_classes & set(classes))
    )
    groups = one.groups != "none" and (
        not one.group_classes or bool(one.group_classes & set(classes))
    )
    return not persons and not groups


def _fees(rules: OfferRules, around: Around) -> Iterator[RuleFault]:
    for n, line in enumerate(rules.fees):
        unknown = sorted(line.spaces - set(around.places))
        if unknown:
            yield _fault(
                f"fees[{n}].spaces",
                f"「{'、'.join(unknown)}」はこの受付の場所ではありません。",
                f"{', '.join(unknown)}: not a place of this offer.",
            )
        if line.starts >= line.ends:
            yield _fault(
                f"fees[{n}]",
                "時間帯の終わりは、始まりより後にしてください。",
                "The time of day ends before it begins.",
            )
        hidden = next((m for m in range(n) if _covers(rules.fees[m], line)), None)
        if hidden is not None:
            yield _fault(
                f"fees[{n}]",
                f"先にある行({hidden + 1}行目)がすべてに当てはまるため、この行は使われません。",
                f"Line {hidden + 1} takes everything before, so this line is never used.",
            )
        if rules.purposes and line.purposes - rules.purposes:
            yield _fault(
                f"fees[{n}].purposes",
                "料金の目的が、選べる目的に入っていません。",
                "A purpose of this price cannot be chosen.",
            )


def _covers(first: FeeLine, second: FeeLine) -> bool:
    """Whether the first line takes everything that the second could."""

    def wider(a: Collection[str], b: Collection[str]) -> bool:
        return not a or (bool(b) and set(b) <= set(a))

    return (
        wider(first.spaces, second.spaces)
        and wider(first.user_classes, second.user_classes)
        and wider(first.purposes, second.purposes)
        and wider(first.weekdays, second.weekdays)
        and first.starts <= second.starts
        and first.ends >= second.ends
    )


def _words(rules: OfferRules, around: Around) -> Iterator[RuleFault]:
    if around.words is None:
        return
    named = [("eligible.user_classes", rules.eligible.user_classes)]
    named.append(("eligible.group_classes", rules.eligible.group_classes))
    named.append(("purposes", rules.purposes))
    for n, priority in enumerate(rules.priority):
        named.append((f"priority[{n}].user_classes", priority.user_classes))
    for n, line in enumerate(rules.fees):
        named.append((f"fees[{n}]", line.user_classes | line.purposes))
    for n, reduction in enumerate(rules.reductions):
        named.append((f"reductions[{n}]", reduction.user_classes | reduction.purposes))
    for path, keys in named:
        unknown = sorted(keys - set(around.words))
        if unknown:
            yield _fault(
                path,
                f"「{'、'.join(unknown)}」の名前がwordsにありません。",
                f"{', '.join(unknown)}: words has no name for it.",
            )


def _hours(rules: OfferRules, around: Around) -> Iterator[RuleFault]:
    for a, b in combinations(range(len(rules.open_hours)), 2):
        if _overlap(rules.open_hours[a], rules.open_hours[b]):
            yield _fault(
                f"open_hours[{b}]",
                f"{a + 1}行目と時間が重なっています。",
                f"Overlaps line {a + 1}.",
            )
    if isinstance(rules.times, Sessions):
        return
    known = [lines for lines in around.places.values() if lines]
    if known and len(known) == len(around.places):
        yield from _never_open(rules.times, known)


def _never_open(times: Grid | FreeTimes, places: Sequence[Sequence[Hours]]) -> Iterator[RuleFault]:
    """Slots that no place is ever open for."""
    if isinstance(times, Grid) and times.parts:
        for n, part in enumerate(times.parts):
            if not any(_fits(lines, part.starts, part.ends) for lines in places):
                yield _fault(
                    f"times.parts[{n}]",
                    f"{clock_of(part.starts)}から{clock_of(part.ends)}までの枠は、"
                    "どの場所の開館時間にも入りません。",
                    f"No place is open from {clock_of(part.starts)} to {clock_of(part.ends)}.",
                )
        return
    length = times.shortest if isinstance(times, FreeTimes) else times.minutes or 0
    longest = max(line.closes - line.opens for lines in places for line in lines)
    if length > longest:
        yield _fault(
            "times",
            "いちばん短い枠が、どの日の開館時間よりも長くなっています。",
            "The shortest slot is longer than any opening time.",
        )


def _fits(lines: Sequence[Hours], starts: int, ends: int) -> bool:
    for bit in range(8):
        same = [(one.opens, one.closes) for one in lines if one.weekdays >> bit & 1]
        if is_open(same, starts, ends):
            return True
    return False


def _overlap(one: OpenHours, other: OpenHours) -> bool:
    shared = set(one.weekdays or _DAYS) & set(other.weekdays or _DAYS)
    nth = not one.nth or not other.nth or bool(one.nth & other.nth)
    same_season = one.season == other.season
    return (
        bool(shared)
        and nth
        and same_season
        and one.starts < other.ends
        and (other.starts < one.ends)
    )


def _twice(rules: OfferRules) -> Iterator[RuleFault]:
    for name, keys in (
        ("extras", [one.key for one in rules.extras]),
        ("reductions", [one.key for one in rules.reductions]),
    ):
        for n, key in enumerate(keys):
            if key in keys[:n]:
                yield _fault(
                    f"{name}[{n}].key", f"「{key}」が二度あります。", f"{key} is there twice."
                )
    for n, session in enumerate(rules.times.sessions if isinstance(rules.times, Sessions) else ()):
        before = rules.times.sessions[:n]  # type: ignore[union-attr]
        if any(a.starts_at < session.ends_at and session.starts_at < a.ends_at for a in before):
            yield _fault(
                f"times.sessions[{n}]",
                "回の時間が、ほかの回と重なっています。",
                "This session overlaps another.",
            )


def hours_overlap(one: Hours, other: Hours) -> bool:
    """Whether two lines of a place speak of the same minutes of the same days."""
    if not one.weekdays & other.weekdays & EVERY_DAY or one.season != other.season:
        return False
    if one.valid_until and other.valid_from and one.valid_until < other.valid_from:
        return False
    if other.valid_until and one.valid_from and other.valid_until < one.valid_from:
        return False
    return one.opens < other.closes and other.opens < one.closes
