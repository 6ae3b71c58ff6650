# SPDX-License-Identifier: Apache-2.0
"""Texts, refusals, actors, facts, fault points and the clock."""

import signal
import subprocess
import sys
from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from pydantic import BaseModel, ValidationError

from madoguchi.kernel import clock, facts, faults
from madoguchi.kernel.actors import GUEST, SYSTEM, Actor
from madoguchi.kernel.refusal import Conflict, NotAllowed, NotFound, Refusal
from madoguchi.kernel.texts import LANGUAGES, Text, text


class Label(BaseModel):
    """A model with a text in it."""

    title: Text


def test_a_text_falls_back_to_japanese():
    full = text("住所", "Address", "住んでいる ところ")
    assert [full.pick(lang) for lang in LANGUAGES] == ["住所", "Address", "住んでいる ところ"]
    assert [text("住所").pick(lang) for lang in (*LANGUAGES, "fr")] == ["住所"] * 4
    assert str(full) == "住所"


def test_a_pack_may_write_a_text_plainly_or_by_language():
    assert Label(title="住所").title == text("住所")
    assert Label(title={"ja": "住所", "en": "Address"}).title == text("住所", "Address")
    for wrong in ("", {"en": "Address"}, {"ja": "住所", "fr": "Adresse"}, 3):
        with pytest.raises(ValidationError):
            Label(title=wrong)


def test_places_in_a_text_are_filled_in_each_language():
    filled = text("{n}日まで", "until {n}").fill(n=5)
    assert (filled.ja, filled.en, filled.easy) == ("5日まで", "until 5", None)


def test_refusals_carry_a_code_a_status_and_what_to_do():
    refusal = Refusal(text("できません。"), next_step=text("窓口へどうぞ。"))
    assert str(refusal) == "できません。"
    assert refusal.next_step.ja == "窓口へどうぞ。"
    expected = {Refusal: 422, NotFound: 404, NotAllowed: 403, Conflict: 409}
    assert {kind: kind.status for kind in expected} == expected
    assert len({kind.code for kind in expected}) == 4


def test_an_actor_knows_its_roles_and_does_not_change():
    clerk = Actor(
        "staff", "identity:1", "窓口係 佐波", frozenset({"clerk"}), frozenset({"child-support"})
    )
    assert clerk.has_role("chief", "clerk")
    assert not clerk.has_role("chief")
    assert not clerk.has_role()
    assert (SYSTEM.kind, GUEST.kind) == ("system", "guest")
    with pytest.raises(FrozenInstanceError):
        clerk.name = "課長 竹内"


@dataclass(frozen=True)
class LampLit:
    """A fact for this test."""

    key: ClassVar[str] = "tests.lamp.lit"
    place: str


def test_facts_reach_their_listeners_in_order_and_an_error_reaches_the_announcer():
    heard = []

    @facts.on(LampLit)
    def first(fact):
        heard.append(("first", fact.place))

    @facts.on(LampLit)
    def second(fact):
        heard.append(("second", fact.place))
        if fact.place == "storm":
            raise RuntimeError("the lamp went out")

    facts.on(LampLit)(first)
    facts.announce(LampLit("harbour"))
    assert heard == [("first", "harbour"), ("second", "harbour")]
    assert facts.listeners_of(LampLit) == (first, second)
    with pytest.raises(RuntimeError, match="went out"):
        facts.announce(LampLit("storm"))


def test_a_fault_point_costs_nothing_unless_asked(monkeypatch):
    monkeypatch.delenv("MADOGUCHI_FAULT", raising=False)
    faults.fault_point("pull.after_fetch")
    monkeypatch.setenv("MADOGUCHI_FAULT", "pull.after_ack")
    faults.fault_point("pull.after_fetch")
    with pytest.raises(ValueError, match="unknown fault point"):
        faults.fault_point("nowhere")
    assert len(set(faults.FAULT_POINTS)) == len(faults.FAULT_POINTS)


@pytest.mark.parametrize(("fault", "passes"), [("pull.after_fetch", 1), ("pull.after_fetch:3", 3)])
def test_a_fault_point_kills_at_the_pass_that_was_named(fault, passes):
    program = (
        "from madoguchi.kernel.faults import fault_point\n"
        "for n in range(1, 6):\n"
        "    print(n, flush=True)\n"
        "    fault_point('pull.after_fetch')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"MADOGUCHI_FAULT": fault, "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.split()[-1] == str(passes)


def test_the_clock_stands_still_when_held():
    noon = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    with clock.frozen(noon):
        assert clock.now() == noon
        assert clock.to_local(clock.now()).hour == 12
        assert clock.today() == date(2026, 11, 20)
        with clock.frozen(datetime(2026, 11, 20, 15, 0, tzinfo=UTC)):
            assert clock.today() == date(2026, 11, 21)
        assert clock.now() == noon
    assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"), clock.frozen(noon.replace(tzinfo=None)):
        pass
