# SPDX-License-Identifier: Apache-2.0
"""What lies on the clerks' desks when the demo opens? Cases of the past months, worked on."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from madoguchi.config.demo.people import STAFF, Resident, make_resident
from madoguchi.config.demo.seed_files import make_files
from madoguchi.config.demo.seed_lives import Desk, Life, moment_of
from madoguchi.config.demo.sign_ins import ensure_passwords
from madoguchi.engines.cases import api as cases
from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.application import SubmittedApplication
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.kernel.packs import PackedProcedure, PackSet
from madoguchi.platform.identity.api import User, actor_for, create_staff
from madoguchi.platform.organisation.api import appoint

SEED = 20261121
MONTHS_BACK = 170


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
        sent = _application(packed, answers, received_at, chance)
        with clock.frozen(received_at):
            opened = cases.open_case(application=sent, at=received_at)
        desk = desks.get(packed.definition.section)
        if desk:
            asked = [other for key, other in sorted(desks.items()) if other is not desk]
            life = Life(opened.case_id, sent, packed, desk, asked, chance, packs.city.calendar, at)
            life.go_on(received_at)
    return len(filed)


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
            desks[section] = Desk(section, tuple(clerks or chiefs), chiefs[0])
    return desks


def _any_hour(day: date, chance: random.Random) -> datetime:
    return moment_of(day, chance.randint(6 * 60, 23 * 60 + 50))
