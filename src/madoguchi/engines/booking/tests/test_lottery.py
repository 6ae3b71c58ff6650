# SPDX-License-Identifier: Apache-2.0
"""Is a lottery drawn as promised, and can anyone draw it again?"""

import json
import secrets
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.booking.rules import lottery_refusals, refusals, rerun_draw
from madoguchi.engines.booking.rules.draw import (
    DrawEntry,
    DrawRules,
    DrawSlot,
    commitment_of,
    digest_of,
    draw,
    draw_key,
    order_of,
    root_of,
)
from madoguchi.engines.booking.rules.duplicates import (
    GroupTraces,
    clusters_of,
    find_duplicates,
)

PROGRAM = Path(rerun_draw.__file__)


def file_of(entries, slots, cells, rules, seed):
    root = root_of((e.digest, e.losses) for e in entries)
    wins = draw(
        key=draw_key(seed, root, ""), entries=entries, slots=slots, cells=cells, rules=rules
    )
    return {
        "format": "madoguchi-lottery/1",
        "round": "r",
        "commitment": commitment_of(seed),
        "seed": seed.hex(),
        "entries_root": root,
        "public_value": "",
        "rules": {
            "wins_most": rules.wins_most,
            "losses_counted": rules.losses_counted,
            "overlap_allowed": rules.overlap_allowed,
        },
        "cells": cells,
        "slots": {
            n: {"starts": s.starts, "ends": s.ends, "cells": list(s.cells), "per_person": s.per_person}
            for n, s in slots.items()
        },
        "entries": [
            {"digest": e.digest, "nonce": "n", "party": e.party, "people": e.people,
             "losses": e.losses, "wishes": [list(w) for w in e.wishes]}
            for e in entries
        ],
        "wins": [{"digest": w.digest, "rank": w.rank, "slots": list(w.slots)} for w in wins],
    }  # fmt: skip


def entry(party, wishes, people=1, losses=0):
    digest = digest_of(round_key="r", nonce="n", party=party, people=people, wishes=wishes)
    return DrawEntry(digest, party, people, losses, tuple(tuple(w) for w in wishes))


SLOTS = {
    "whole": DrawSlot(0, 10, ("a0", "b0")),
    "a": DrawSlot(0, 10, ("a0",)),
    "b": DrawSlot(0, 10, ("b0",)),
    "late": DrawSlot(10, 20, ("a1",)),
    "talk": DrawSlot(5, 15, ("t",), per_person=True),
}
CELLS = {"a0": 1, "b0": 1, "a1": 1, "t": 7}
wishes = st.lists(
    st.lists(st.sampled_from(sorted(SLOTS)), min_size=1, max_size=2, unique=True),
    min_size=1, max_size=5, unique_by=tuple,
)  # fmt: skip


@given(
    people=st.lists(
        st.tuples(st.integers(0, 30), wishes, st.integers(1, 4), st.integers(0, 5)),
        max_size=40,
        unique_by=lambda one: one[0],
    ),
    seed=st.binary(min_size=32, max_size=32),
    wins_most=st.integers(1, 3),
    counted=st.integers(0, 3),
    overlap=st.booleans(),
)
def test_two_programs_draw_the_same_and_nothing_is_given_twice(
    people, seed, wins_most, counted, overlap
):
    entries = [entry(f"p{n}", w, k, losses) for n, w, k, losses in people]
    rules = DrawRules(wins_most, counted, overlap)
    file = file_of(entries, SLOTS, CELLS, rules, seed)
    assert rerun_draw.faults_of(json.loads(json.dumps(file))) == []
    known = {e.digest: e for e in entries}
    used, per_party = dict.fromkeys(CELLS, 0), {}
    for win in file["wins"]:
        who = known[win["digest"]]
        assert list(who.wishes[win["rank"] - 1]) == win["slots"]
        per_party[who.party] = per_party.get(who.party, 0) + 1
        for name in win["slots"]:
            for cell in SLOTS[name].cells:
                used[cell] += who.people if SLOTS[name].per_person else 1
    assert all(used[cell] <= CELLS[cell] for cell in CELLS)
    assert all(count <= wins_most for count in per_party.values())
    shuffled = sorted(entries, key=lambda e: e.digest[::-1])
    assert file_of(shuffled, SLOTS, CELLS, rules, seed)["wins"] == file["wins"]


def test_past_losses_weigh_as_much_as_they_say():
    entries = [entry("lucky", [["a"]]), entry("unlucky", [["a"]], losses=2)]
    rules = DrawRules(losses_counted=2)
    first = sum(
        order_of(secrets.token_bytes(32), entries, rules)[0].party == "unlucky" for _ in range(4000)
    )
    assert 0.71 < first / 4000 < 0.79  # three tickets against one


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: f.update(seed="11" * 32),
        lambda f: f["wins"].pop(),
        lambda f: f["entries"].pop(),
        lambda f: f["entries"][0].update(wishes=[["late"]]),
        lambda f: f["entries"][0].update(losses=9),
        lambda f: f["entries"].append(dict(f["entries"][0])),
        lambda f: f["wins"][0].update(rank=2),
    ],
)
def test_the_program_that_stands_alone_finds_each_lie(tmp_path, spoil):
    entries = [entry(f"p{n}", [["a"], ["late"]]) for n in range(9)]
    file = file_of(entries, SLOTS, CELLS, DrawRules(), bytes(32))
    path = tmp_path / "draw.json"

    def rerun():
        path.write_text(json.dumps(file), encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-I", "-S", str(PROGRAM), str(path)], capture_output=True, text=True
        )

    honest = rerun()
    assert honest.returncode == 0, honest.stdout + honest.stderr
    spoil(file)
    assert rerun().returncode == 1


def test_groups_with_the_same_people_or_phone_are_found():
    def traces(ref, members, phone=b""):
        return GroupTraces(
            ref, frozenset(m.encode() for m in members), frozenset([phone] if phone else [])
        )

    found = find_duplicates(
        [
            traces("one", "abcdef", b"1"),
            traces("two", "abcxyz"),
            traces("three", "uvw", b"1"),
            traces("four", "fghijk"),
        ]
    )
    assert [(d.first, d.second) for d in found] == [("one", "two"), ("one", "three")] or [
        (d.first, d.second) for d in found
    ] == [("one", "three"), ("one", "two")]
    assert clusters_of(found) == [frozenset({"one", "two", "three"})]


@pytest.fixture
def round_open(town, clerk, at):
    from madoguchi.engines.booking import api

    return api.plan_round(
        key="december", title={"ja": "12月の抽選"}, offers=["gym"],
        days=(town.DAY, town.DAY + timedelta(days=30)),
        opens_at=at, closes_at=at + timedelta(days=2), confirm_by=at + timedelta(days=5),
        rules={"wishes_most": 3, "losses_counted": 3, "disqualify_duplicates": 1},
        actor=clerk, at=at,
    )  # fmt: skip


def test_a_round_from_promise_to_second_round(town, round_open, akari, funaki, clerk, at, tmp_path):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import LotteryRound, Reservation

    assert api.published_file("december")["commitment"] == round_open.commitment
    with pytest.raises(lottery_refusals.LotteryFirst):
        api.hold(wanted=town.want(), actor=akari, at=at)
    minato = town.citizen("minato")
    hall, half = town.want(), town.want(space="hall-a")
    mine = api.enter_lottery(round_key="december", wishes=[[hall]], actor=akari, at=at)
    api.enter_lottery(round_key="december", wishes=[[half]], actor=funaki, at=at)
    api.enter_lottery(
        round_key="december",
        wishes=[[hall, town.want(starts="13:00", ends="17:00")], [half]],
        actor=minato,
        at=at,
    )
    with pytest.raises(lottery_refusals.AlreadyEntered):
        api.enter_lottery(round_key="december", wishes=[[half]], actor=akari, at=at)
    with pytest.raises(lottery_refusals.RoundNotReady):
        api.close_round(round_key="december", actor=clerk, at=at)
    over = at + timedelta(days=2)
    with pytest.raises(lottery_refusals.RoundNotOpen):
        api.enter_lottery(round_key="december", wishes=[[half]], actor=town.citizen("z"), at=over)
    closed = api.close_round(round_key="december", actor=clerk, at=over)
    assert closed.entries_root
    assert not closed.seed
    drawn = api.draw_round(round_key="december", actor=clerk, at=over)
    with pytest.raises(lottery_refusals.RoundNotReady):
        api.draw_round(round_key="december", actor=clerk, at=over)
    path = tmp_path / "file.json"
    path.write_text(drawn.published, encoding="utf-8")
    words = [
        "--commitment",
        round_open.commitment,
        "--root",
        closed.entries_root,
        "--mine",
        mine.digest,
    ]
    assert rerun_draw.main([str(path), *words]) == 0
    for word in ("identity:", akari.ref.split(":")[1]):
        assert word not in drawn.published
    won = list(Reservation.objects.filter(state="won"))
    file = json.loads(drawn.published)
    assert len(won) == sum(len(win["slots"]) for win in file["wins"]) >= 1
    states = dict(LotteryRound.objects.get().entries.values_list("person_ref", "state"))
    assert set(states.values()) == {"won", "lost"}
    town.sound()
    _the_win_is_given_back(won[0], (akari, funaki, minato), clerk, over)


def _the_win_is_given_back(winner, people, clerk, over):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town

    half = town.want(space="hall-a")
    person = next(p for p in people if p.ref == winner.person_ref)
    with pytest.raises(lottery_refusals.WinStays):
        api.change(reservation_id=winner.id, space="hall-b", actor=person, at=over)
    api.cancel(reservation_id=winner.id, actor=person, at=over)
    winner.refresh_from_db()
    assert over < winner.releases_at <= over + timedelta(hours=48)
    with pytest.raises(lottery_refusals.RoundNotReady):
        api.plan_round(
            key="second", title={"ja": "二次"}, offers=["gym"], days=(town.DAY, town.DAY),
            opens_at=over, closes_at=over + timedelta(days=1), confirm_by=over + timedelta(days=2),
            previous="nowhere", actor=clerk, at=over,
        )  # fmt: skip
    api.plan_round(
        key="second", title={"ja": "二次"}, offers=["gym"], days=(town.DAY, town.DAY),
        opens_at=over, closes_at=over + timedelta(days=1), confirm_by=over + timedelta(days=2),
        previous="december", losers_only=True, actor=clerk, at=over,
    )  # fmt: skip
    with pytest.raises(lottery_refusals.WishesWrong):
        api.enter_lottery(round_key="second", wishes=[[half]], actor=person, at=over)
    town.sound()


def test_unconfirmed_wins_go_and_come_back_at_a_random_moment(
    town, round_open, akari, funaki, clerk, at
):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    api.enter_lottery(round_key="december", wishes=[[town.want()]], actor=akari, at=at)
    over = at + timedelta(days=2)
    api.close_round(round_key="december", actor=clerk, at=over)
    api.draw_round(round_key="december", actor=clerk, at=over)
    won = Reservation.objects.get(state="won")
    due = at + timedelta(days=5)
    assert won.hold_until == due
    with pytest.raises(lottery_refusals.RoundNotReady):
        api.settle_round(round_key="december", actor=clerk, at=over)
    api.release_expired(actor=town.SYSTEM, at=due)
    won.refresh_from_db()
    assert (won.state, won.end_reason) == ("expired", "unconfirmed")
    assert won.releases_at > due
    api.settle_round(round_key="december", actor=clerk, at=due)
    with pytest.raises(refusals.SlotTaken):
        api.hold(wanted=town.want(), actor=funaki, at=due)
    town.sound()
    api.release_expired(actor=town.SYSTEM, at=won.releases_at)
    town.sound()
    api.hold(wanted=town.want(), actor=funaki, at=won.releases_at)
    town.sound()


def test_duplicate_groups_have_one_chance(town, round_open, akari, funaki, clerk, at):
    from madoguchi.engines.booking import api

    def group(leader, phone):
        people = [
            api.Member(f"山田 {n}", date(1990, 1, n + 1), may_book=n == 0,
                       account_ref=leader.ref if n == 0 else "") for n in range(6)
        ]  # fmt: skip
        return api.register_group(
            members=people, personal={"name": "A", "phone": phone}, section="sports",
            actor=clerk, at=at,
        )  # fmt: skip

    for n, person in enumerate((akari, funaki)):
        mine = group(person, f"0000-24-000{n}")
        api.enter_lottery(
            round_key="december", wishes=[[town.want(group_id=mine.id)]], actor=person,
            at=at + timedelta(seconds=n),
        )  # fmt: skip
    (pair,) = api.duplicates_in(round_open)
    assert pair.shared_members == 6
    api.close_round(round_key="december", actor=clerk, at=at + timedelta(days=2))
    states = dict(round_open.entries.values_list("person_ref", "state"))
    assert states == {akari.ref: "entered", funaki.ref: "disqualified"}


def test_the_promise_cannot_be_changed(town, round_open):
    from django.db import IntegrityError, transaction

    from madoguchi.engines.booking.models import LotteryRound

    with pytest.raises(IntegrityError), transaction.atomic():
        LotteryRound.objects.update(commitment="0" * 64)


def test_loss_counts_are_taken_from_rounds_before(town, round_open, akari, funaki, clerk, at):
    from madoguchi.engines.booking import api

    for person in (akari, funaki):
        api.enter_lottery(round_key="december", wishes=[[town.want()]], actor=person, at=at)
    over = at + timedelta(days=2)
    api.close_round(round_key="december", actor=clerk, at=over)
    api.draw_round(round_key="december", actor=clerk, at=over)
    second = api.plan_round(
        key="next", title={"ja": "次"}, offers=["gym"], days=(town.DAY, town.DAY),
        opens_at=over, closes_at=over + timedelta(days=1), confirm_by=over + timedelta(days=2),
        rules={"losses_counted": 3}, actor=clerk, at=over,
    )  # fmt: skip
    other = town.want(starts="13:00", ends="17:00")
    for person in (akari, funaki):
        api.enter_lottery(round_key="next", wishes=[[other]], actor=person, at=over)
    api.close_round(round_key="next", actor=clerk, at=over + timedelta(days=1))
    lost = dict(round_open.entries.values_list("person_ref", "state"))
    for entry_ in second.entries.all():
        assert entry_.losses == (1 if lost[entry_.person_ref] == "lost" else 0)
