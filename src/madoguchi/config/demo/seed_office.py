# SPDX-License-Identifier: Apache-2.0
"""What lies on the clerks' desks when the demo opens? Cases of the past months, worked on."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from madoguchi.config.demo.people import STAFF, Resident, make_resident
from madoguchi.config.demo.seed_files import make_files
from madoguchi.config.demo.sign_ins import ensure_passwords
from madoguchi.engines.cases import api as cases
from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.application import SubmittedApplication
from madoguchi.kernel.business_days import Calendar
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.kernel.packs import PackedProcedure, PackSet
from madoguchi.platform.identity.api import User, actor_for, create_staff
from madoguchi.platform.organisation.api import appoint

SEED = 20261121
MONTHS_BACK = 170


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works on a section's cases."""

    clerks: tuple[Actor, ...]
    chief: Actor


def seed_staff(home: Path, *, at: datetime) -> None:
    """Make the staff's accounts and give them their posts."""
    password = ensure_passwords(home)["staff"]
    for one in STAFF:
        if User.objects.filter(login=one.login).exists():
            continue
        user = create_staff(
            login=one.login, display_name=one.name, password=password, actor=SYSTEM, at=at
        )
        appoint(
            staff_ref=user.ref,
            section=one.section,
            post=one.post,
            from_on=date(2025, 4, 1),
            actor=SYSTEM,
            at=at,
        )


def seed_cases(packs: PackSet, *, count: int, at: datetime) -> int:
    """Open ``count`` cases over the past months and let the clerks work on them."""
    chance = random.Random(SEED)  # noqa: S311 - made-up people, not secrets
    desks = _desks()
    filed = sorted(_filings(packs, chance, count=count, at=at), key=lambda one: one[0])
    for received_at, packed, answers in filed:
        with clock.frozen(received_at):
            opened = cases.open_case(
                application=_application(packed, answers, received_at, chance), at=received_at
            )
        desk = desks.get(packed.definition.section)
        if desk:
            Work(opened.case_id, packed, desk, chance, packs.city.calendar, at).go_on(received_at)
    return len(filed)


@dataclass
class Work:
    """The life of one case after it was opened."""

    case_id: UUID
    packed: PackedProcedure
    desk: Desk
    chance: random.Random
    calendar: Calendar
    until: datetime

    def go_on(self, since: datetime) -> None:
        """Act day by day until today is reached or the case rests."""
        clerk = self.chance.choice(self.desk.clerks)
        at = self._later(since, 0, 2)
        if at is None or self.chance.random() < 0.04:
            return
        with clock.frozen(at):
            cases.assign(
                case_id=self.case_id, assignee_ref=clerk.ref, assignee_name=clerk.name,
                actor=clerk, at=at,
            )  # fmt: skip
            cases.start_review(case_id=self.case_id, actor=clerk, at=at)
        if self.chance.random() < 0.15:
            asked_at = self._later(at, 1, 3)
            if asked_at is None or self._ask(clerk, asked_at) or self.chance.random() < 0.35:
                return
            at = asked_at
        decided_at = self._later(at, 1, max(3, (self.packed.definition.standard_days or 10) - 4))
        if decided_at is not None:
            self._decide(decided_at)

    def _ask(self, clerk: Actor, at: datetime) -> bool:
        """Ask for a correction; True where the case then waits for the applicant."""
        reasons = [one for one in self.packed.definition.correction_reasons if one.questions]
        if not reasons:
            return False
        reason = self.chance.choice(reasons)
        marks = cases.list_marks(case_id=self.case_id, questions=reason.questions)
        if not marks:
            return False
        with clock.frozen(at):
            cases.request_correction(
                case_id=self.case_id,
                marks=[cases.Mark(m.step, m.question, m.item, reason.text.ja) for m in marks],
                message="",
                due_on=clock.today(at) + timedelta(days=14),
                actor=clerk,
                at=at,
            )
        return True

    def _decide(self, at: datetime) -> None:
        chief = self.desk.chief
        outcomes = self.packed.definition.outcomes
        refused = outcomes.get("refused")
        outcome = "refused" if refused and self.chance.random() < 0.05 else "approved"
        plan = refused if outcome == "refused" else outcomes.get("approved")
        if plan is None:
            return  # a survey is read, not decided
        reasons = tuple(one.ja for one in plan.reasons[:1])
        law = "、".join(str(one) for one in self.packed.definition.law[:1])
        with clock.frozen(at):
            cases.decide(
                case_id=self.case_id,
                verdict=cases.Verdict(outcome=outcome, reasons=reasons, law=law),
                actor=chief,
                at=at,
            )

    def _later(self, at: datetime, least: int, most: int) -> datetime | None:
        """An office hour some open days later, or None where that lies ahead of us."""
        day = self.calendar.add_days(clock.today(at), self.chance.randint(least, most))
        later = max(_office_hour(day, self.chance), at + timedelta(minutes=7))
        return later if later < self.until else None


def _filings(
    packs: PackSet, chance: random.Random, *, count: int, at: datetime
) -> Iterator[tuple[datetime, PackedProcedure, dict[str, Any]]]:
    usable = [one for one in packs.procedures.values() if _valid_examples(one)]
    weights = [_weight(one) for one in usable]
    for _ in range(count if usable else 0):
        packed = chance.choices(usable, weights)[0]
        days = int(MONTHS_BACK * chance.random() ** 1.6)
        received_at = min(
            _any_hour(clock.today(at) - timedelta(days=days), chance), at - timedelta(minutes=20)
        )
        example = chance.choice(_valid_examples(packed))
        person = make_resident(chance, on=clock.today(at))
        yield received_at, packed, _personal(packed, example, person)


def _valid_examples(packed: PackedProcedure) -> list[dict[str, Any]]:
    return [dict(one.answers) for one in packed.examples if one.valid and one.answers]


def _weight(packed: PackedProcedure) -> float:
    heavy = {"child-allowance-claim": 5.0, "residence-certificate": 3.0, "bulky-waste": 3.0}
    return heavy.get(packed.definition.id, 1.0)


def _personal(
    packed: PackedProcedure, answers: Mapping[str, Any], person: Resident
) -> dict[str, Any]:
    """The example's answers with another person in them."""
    places = packed.definition.applicant
    made = dict(answers)
    for place, value in (
        ("name", person.name_answer),
        ("address", person.address_answer),
        ("phone", person.phone),
    ):
        question = places.get(place)  # type: ignore[call-overload]
        if question and question in made:
            made[question] = value
    return made


def _application(
    packed: PackedProcedure, answers: dict[str, Any], at: datetime, chance: random.Random
) -> SubmittedApplication:
    channel = chance.choices(("online", "counter", "paper"), (0.72, 0.18, 0.10))[0]
    return SubmittedApplication(
        submission_id=new_id(),
        receipt_number=new_receipt_number(clock.today(at)),
        procedure_id=packed.definition.id,
        revision=cases.current_revision(packed.definition.id),
        language=chance.choices(("ja", "en", "easy"), (0.93, 0.03, 0.04))[0],
        submitted_at=at,
        channel=channel,
        identity=packed.definition.identity,
        reply_key=None,
        answers=answers,
        files=make_files(packed, chance, at=at),
    )


def _desks() -> dict[str, Desk]:
    actors = {one.login: actor_for(User.objects.get(login=one.login)) for one in STAFF}
    desks = {}
    for section in {one.section for one in STAFF}:
        people = [one for one in STAFF if one.section == section]
        chiefs = [actors[one.login] for one in people if one.post == "chief"]
        clerks = [actors[one.login] for one in people if one.post != "chief"]
        if chiefs:
            desks[section] = Desk(tuple(clerks or chiefs), chiefs[0])
    return desks


def _office_hour(day: date, chance: random.Random) -> datetime:
    minutes = chance.randint(8 * 60 + 40, 17 * 60)
    return _at(day, minutes)


def _any_hour(day: date, chance: random.Random) -> datetime:
    return _at(day, chance.randint(6 * 60, 23 * 60 + 50))


def _at(day: date, minutes: int) -> datetime:
    local = datetime.combine(day, time(minutes // 60, minutes % 60), clock.TOKYO)
    return local.astimezone(UTC)
