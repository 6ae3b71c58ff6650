# SPDX-License-Identifier: Apache-2.0
"""Do invited children come to their check-up: lists, numbers, siblings, ages?"""

from datetime import date

import pytest

from madoguchi.engines.booking.rules import refusals
from madoguchi.engines.booking.rules.invited import ListUnreadable, eligible_days, month_day
from madoguchi.engines.booking.rules.invited_refusals import (
    InvitationOver,
    InvitationUnknown,
    InvitedAlready,
    NobodyChosen,
    NotOfAge,
)
from madoguchi.engines.booking.tests import town

HEAD = "案内番号,氏名,フリガナ,生年月日,世帯番号,予約期限\n"
GOOD = (
    "T3-1001,灯 ひより,トモシビ ヒヨリ,2023-11-02,F1,令和9年3月31日\n"
    "T3-1002,灯 みなと,トモシビ ミナト,R5.11.2,F1,2027/03/31\n"
    "T3-1003,舟木 そら,フナキ ソラ,令和5年10月20日,,\n"
)


@pytest.fixture
def checkup(db, keys, at):
    """The check-up at three years, two children at a time, for invited children only."""
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    by = {"section": town.SECTION, "actor": SYSTEM, "at": at}
    api.define_quota(key="doctors", capacity=2, period="slot", **by)
    return api.define_offer(
        key="three", kind="checkup", title={"ja": "3歳児健診"}, quotas=["doctors"],
        rules={
            "times": {"kind": "grid", "minutes": 30}, "window": {"days_before": 60},
            "open_hours": [{"starts": "13:00", "ends": "15:00"}], "own_overlap": True,
            "eligible": {"residents_only": True, "months_from": 36, "months_until": 47},
            "invitations": "only",
        }, **by,
    )  # fmt: skip


@pytest.fixture
def bring(checkup, clerk, at):
    """Imports a list."""
    from madoguchi.engines.booking.commands.import_invitations import import_invitations
    from madoguchi.engines.booking.rules.invited import read_list

    def bring_it(content=HEAD + GOOD, encoding="utf-8"):
        raw = content if isinstance(content, bytes) else content.encode(encoding)
        found = read_list(raw, checkup.read_rules(), on=date(2026, 11, 20))
        return import_invitations(offer=checkup, found=found, actor=clerk, at=at)

    return bring_it


def opened(number, birth, at):
    from madoguchi.engines.booking.commands.book_invited import open_by_number
    from madoguchi.kernel.actors import GUEST

    return open_by_number(number=number, birth_on=birth, actor=GUEST, at=at)


def book(invitations, at, clock="13:00", until="13:30", day=town.DAY):
    from madoguchi.engines.booking.commands.book_invited import book_invited
    from madoguchi.kernel.actors import GUEST

    return book_invited(
        invitations=invitations, starts_at=town.on(clock, day), ends_at=town.on(until, day),
        actor=GUEST, at=at,
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_is_read_in_each_writing_and_twice_is_once(bring, encoding):
    from madoguchi.engines.booking.models import Invitation

    assert [one.verb for one in bring(encoding=encoding)] == ["new"] * 3
    assert [one.verb for one in bring(encoding=encoding)] == ["same"] * 3
    assert Invitation.objects.count() == 3
    assert not Invitation.objects.filter(sealed__contains="灯".encode()).exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("T3-1001,灯 ひより,,2023-02-30,,\n", "1日から28日まで"),
        ("T3-1001,灯 ひより,,平成36年1月1日,,\n", "平成"),
        ("T3-1001,灯 ひより,,5年1月1日,,\n", "5年1月1日"),
        ("T3-1001,灯 ひより,,,,\n", "生年月日がありません"),
        ("T3-1001,灯 ひより,,2027-01-01,,\n", "今日より後"),
        ("T3-1001,,,2023-11-02,,\n", "氏名がありません"),
        ("あ,灯 ひより,,2023-11-02,,\n", "4文字から20文字"),
        ("T3-1003,灯 ひより\n", "生年月日がありません"),
    ],
)
def test_a_wrong_line_is_shown_with_its_reason_and_the_others_are_imported(bring, line, words):
    from madoguchi.engines.booking.models import Invitation

    first, second = bring(HEAD + line + "T3-1009,舟木 そら,,2023-10-20,,\n")
    assert (first.verb, second.verb) == ("wrong", "new")
    assert any(words in one.ja for one in first.line.problems), first.line.problems
    assert Invitation.objects.count() == 1


def test_the_same_number_twice_and_ages_are_noted(bring):
    changes = bring(
        HEAD + GOOD + "t31001,灯 ひより,,2023-11-02,,\nX-9001,港 はな,,2020-01-01,,\n"
        "X-9002,港 ふゆ,,2024-08-10,,\n"
    )
    assert [one.verb for one in changes] == ["new", "new", "new", "wrong", "new", "new"]
    assert "2行目と同じ" in changes[3].line.problems[0].ja
    assert "予約できる日がありません" in changes[4].line.notes[0].ja
    assert "2027年8月10日から" in changes[5].line.notes[0].ja


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "中身がありません"),
        ("番号,なまえ\n1,2\n".encode(), "「氏名」「生年月日」の見出し"),
        (HEAD.encode() + b"T3-1001,\xff\xfe\xfd\n", "2行目の文字"),
        (HEAD.encode("utf-16"), "見出し"),
        ((HEAD + "x,y,z\n" * 5001).encode(), "5000行まで"),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_is_imported(bring, content, words):
    with pytest.raises(ListUnreadable) as found:
        bring(content)
    assert words in found.value.message.ja or "文字" in found.value.message.ja
    assert found.value.next_step is not None


def test_wrong_lines_come_back_as_a_file_that_no_spreadsheet_runs(checkup):
    from madoguchi.engines.booking.rules.invited import read_list, write_wrong

    raw = (HEAD + "=cmd(),灯 ひより,,2023-11-02,,\n" + GOOD).encode("cp932")
    found = read_list(raw, checkup.read_rules(), on=date(2026, 11, 20))
    lines = write_wrong(found).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("予約期限,直すところ")
    assert lines[1].startswith("'=cmd(),灯 ひより")


def test_number_and_birth_date_open_and_nothing_else_does(bring, at):
    bring()
    found = opened("t3 1001", date(2023, 11, 2), at)
    assert len(found) == 2
    for number, birth in (
        ("T3-1001", date(2023, 11, 3)),
        ("T3-9999", date(2023, 11, 2)),
        ("T3-1001", None),
        ("", date(2023, 11, 2)),
    ):
        with pytest.raises(InvitationUnknown):
            opened(number, birth, at)
    with pytest.raises(InvitationOver):
        opened("T3-1001", date(2023, 11, 2), town.on("9:00", date(2027, 4, 1)))


def test_siblings_come_together_all_or_none(bring, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    bring()
    family = opened("T3-1001", date(2023, 11, 2), at)
    (one,) = book(opened("T3-1003", date(2023, 10, 20), at), at)
    assert (one.state, api.read_contact(one)["name"]) == ("confirmed", "舟木 そら")
    with pytest.raises(refusals.QuotaFull):
        book(family, at)
    assert Reservation.objects.count() == 1
    made = book(family, at, "13:30", "14:00")
    assert [api.read_contact(row)["name"] for row in made] == ["灯 ひより", "灯 みなと"]
    assert book(family, at, "13:30", "14:00") == made
    with pytest.raises(InvitedAlready):
        book(family, at, "14:00", "14:30")
    with pytest.raises(NobodyChosen):
        book([], at)
    town.sound()


def test_the_age_on_the_day_decides(bring, at):
    bring(HEAD + "T3-2001,港 はる,,2023-12-02,,\n")
    child = opened("T3-2001", date(2023, 12, 2), at)
    with pytest.raises(NotOfAge) as found:
        book(child, at)
    assert "令和8年12月2日(水)から令和9年12月1日(水)まで" in found.value.message.ja
    assert book(child, at, day=date(2026, 12, 2))[0].state == "confirmed"
    town.sound()


def test_an_account_cannot_book_what_is_for_the_invited_only(checkup, akari, at):
    from madoguchi.engines.booking import api

    with pytest.raises(refusals.NotEligible) as found:
        api.hold(wanted=town.want("three", "13:00", "13:30", space=""), actor=akari, at=at)
    assert "案内番号" in found.value.message.ja


def test_after_cancelling_the_family_chooses_again(bring, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.queries.invitations import actor_of

    bring()
    child = opened("T3-1003", date(2023, 10, 20), at)
    (made,) = book(child, at)
    api.cancel(reservation_id=made.id, actor=actor_of(child[0]), at=at)
    (again,) = book(opened("T3-1003", date(2023, 10, 20), at), at, "14:00", "14:30")
    assert again.id != made.id
    town.sound()


@pytest.mark.parametrize(
    ("birth", "months", "expected"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2019, 4, 30), 1, date(2019, 5, 30)),
        (date(2018, 12, 31), 4, date(2019, 4, 30)),
    ],
)
def test_months_of_age_over_short_months_and_a_change_of_era(birth, months, expected):
    assert month_day(birth, months) == expected


def test_the_first_and_last_day_of_an_age_are_what_the_rules_say(checkup):
    from datetime import timedelta

    from madoguchi.engines.booking.rules.people import months_old

    rules = checkup.read_rules()
    for day in range(0, 800, 7):
        birth = date(2022, 1, 1) + timedelta(days=day)
        first, last = eligible_days(birth, rules)
        assert months_old(birth, first) == 36
        assert months_old(birth, first - timedelta(days=1)) == 35
        assert months_old(birth, last) == 47
        assert months_old(birth, last + timedelta(days=1)) == 48
