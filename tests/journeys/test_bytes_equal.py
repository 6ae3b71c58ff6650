# SPDX-License-Identifier: Apache-2.0
"""The bytes that the applicant sent are the bytes that the officer opens, whatever they are."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.config.demo.people import AKARI
from madoguchi.kernel.characters import find_unusual_characters
from madoguchi.kernel.text import normalise
from tests.journeys.applications import a_pdf, a_png, disaster_damage
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen
from tests.journeys.town import Town, a_town

EXAMPLES = 25
PARTS = ("roof", "wall", "foundation", "inside", "equipment")
RARE = "𠮷髙﨑德神邉\U000e0100葛\U000e0101\ue000\uf8ff鷗🏮👨‍👩‍👧é‘’“”<>&'\"%{}\\;\x7f\u200f\u3000ｱﾞ①㈱〜~\t"


@dataclass
class Hall:
    """A citizen and a clerk in a running town."""

    town: Town
    citizen: Citizen
    clerk: Clerk


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    """A running town with someone at each side."""
    with a_town() as town:
        town.start()
        clerk = Clerk(town.office_url)
        clerk.sign_in("tachibana", town.passwords["staff"])
        citizen = Citizen(town.portal_url)
        yield Hall(town, citizen, clerk)
        citizen.close()
        clerk.close()


characters = st.one_of(
    st.characters(exclude_categories=["Cs"], max_codepoint=0x3FFFF),
    st.sampled_from(RARE),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
)
paragraphs = st.text(characters | st.just("\n"), max_size=900).map(
    lambda typed: normalise(typed, multiline=True)
)
lines = st.text(characters, min_size=1, max_size=60).map(normalise).filter(bool)
kanji = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FEF) | st.sampled_from("𠮷髙﨑德神鷗"),
    min_size=1,
    max_size=10,
)
contents = st.binary(min_size=0, max_size=4_000).flatmap(
    lambda piece: st.integers(0, 60).map(lambda times: piece * times)
)
stems = st.text(st.characters(categories=["L", "N"], include_characters=" "), max_size=40).map(
    lambda stem: unicodedata.normalize("NFC", stem).strip() or "写真"
)
"""Django takes characters out of names of files that do not print, such as no-break spaces."""


PARTS = ["roof", "wall", "inside"]
"""In the order of the page: a form sends its ticks in that order, whatever was ticked first."""


@st.composite
def applications(draw: st.DrawFn) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """Answers of every sort with up to five files."""
    cause = draw(st.sampled_from(["earthquake", "wind", "snow", "landslide"]))
    person = AKARI.name_answer | {"family": draw(kanji), "given": draw(kanji)}
    answers = disaster_damage(
        cause=cause,
        parts=sorted(
            draw(st.lists(st.sampled_from(PARTS), min_size=1, unique=True)), key=PARTS.index
        ),
        livable=draw(st.booleans()),
        description=draw(paragraphs),
        ownership="rent",
        owner_name=draw(lines),
        name=person,
        survey_present=draw(st.booleans()),
        self_judgement=draw(st.booleans()),
    )
    shapes = st.sampled_from([("pdf", a_pdf), ("png", a_png)])
    files = []
    for number in range(draw(st.integers(1, 5))):
        ending, shape = draw(shapes)
        files.append((f"{draw(stems)}{number}.{ending}", shape(draw(contents))))
    return answers, files


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@pytest.mark.timeout(600)
@given(application=applications())
def test_answers_and_files_arrive_byte_for_byte(
    hall: Hall, application: tuple[dict[str, Any], list[tuple[str, bytes]]]
) -> None:
    answers, files = application
    receipt = hall.citizen.file("disaster-damage", answers, {"damage_photos": files})
    assert "handled 1" in hall.town.pull()
    opened = hall.clerk.read(receipt.number)["answers"]
    photos = opened.pop("damage_photos")
    assert as_bytes(opened) == as_bytes(answers)
    assert [(one["name"], one["size"]) for one in photos] == [(n, len(c)) for n, c in files]
    assert hall.clerk.originals(receipt.number) == dict(files)


def test_the_answers_here_are_unusual_indeed() -> None:
    assert {find.kind for find in find_unusual_characters(RARE)} >= {"external", "variant"}


def as_bytes(answers: dict[str, Any]) -> bytes:
    """Answers as bytes; what was left open is not there."""
    kept = {name: value for name, value in answers.items() if value not in (None, "", [])}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()
