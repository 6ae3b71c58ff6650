# SPDX-License-Identifier: Apache-2.0
"""Do the citizens' pages say what an offer says, show all ways to book, and open the door?"""

import ast
import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from madoguchi.engines.booking.tests.browser import body, book, press

FACTS = {
    "place": {"ja": "公民館の会議室1"},
    "materials": {"ja": "テキスト代500円"},
    "bring": {"ja": "スマートフォン"},
    "teacher": {"ja": "灯台スマホ応援隊"},
    "online_url": "https://meet.example/x",
    "certificate": True,
    "telephone": "0000-24-1183",
}
TOLD = ("公民館の会議室1", "テキスト代500円", "スマートフォン", "灯台スマホ応援隊", "修了証")


def rule(key, **rules):
    from madoguchi.engines.booking.models import Offer

    found = Offer.objects.get(key=key)
    found.rules = {**found.rules, **rules}
    found.version += 1
    found.save(update_fields=["rules", "version"])


def apply(client, town):
    first, last = town.on("10:00"), town.on("12:00", town.DAY + timedelta(days=7))
    value = f"|{int(first.timestamp())}|{int(last.timestamp())}"
    return book(client, town, offer="course", slot=value)


def test_the_facts_of_a_course_stand_on_its_pages(town, akari_web):
    rule("course", facts=FACTS)
    assert "公民館の会議室1" in body(Client().get("/booking/courses/"))
    page = body(Client().get("/booking/offers/course/"))
    for words in (*TOLD, "0000-24-1183", "オンラインで参加できます"):
        assert words in page
    shown = body(akari_web.get(apply(akari_web, town)))
    for words in (*TOLD, "0000-24-1183"):
        assert words in shown


def test_an_offer_without_facts_shows_no_empty_row(town):
    page = body(Client().get("/booking/offers/gym/"))
    for words in ("持ち物", "教材・材料", "講師", "修了証"):
        assert words not in page


def test_the_online_link_is_for_participants_until_the_last_meeting_ends(
    town, akari_web, funaki_web
):
    from madoguchi.kernel import clock

    rule("course", facts=FACTS)
    for path in ("/booking/offers/course/", "/booking/courses/", "/booking/"):
        assert "meet.example" not in body(akari_web.get(path))
    here = apply(akari_web, town)
    assert "meet.example" in body(akari_web.get(here))
    assert funaki_web.get(here).status_code == 404
    with clock.frozen(town.on("10:30", town.DAY + timedelta(days=7))):
        assert "meet.example" in body(akari_web.get(here))
    with clock.frozen(town.on("12:00", town.DAY + timedelta(days=7))):
        assert "meet.example" not in body(akari_web.get(here))


def test_after_cancelling_the_online_link_is_gone(town, akari_web, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    rule("course", facts=FACTS)
    here = apply(akari_web, town)
    api.cancel(reservation_id=Reservation.objects.get().id, actor=akari_web.actor, at=at)
    assert "meet.example" not in body(akari_web.get(here))


def test_an_offer_leads_to_the_series_and_one_finds_them_again(town, akari_web):
    assert "/booking/series/gym/" not in body(Client().get("/booking/offers/gym/"))
    rule("gym", series_most=10)
    page = body(Client().get("/booking/offers/gym/"))
    assert 'href="/booking/series/gym/"' in page
    assert akari_web.get("/booking/series/gym/").status_code == 200
    assert 'href="/booking/series/"' in body(akari_web.get("/booking/mine/"))


def test_an_offer_that_also_takes_invitations_says_so_and_can_be_pressed(town):
    rule("gym", invitations="allowed")
    page = body(Client().get("/booking/offers/gym/?view=week&day=2026-12-01"))
    assert 'href="/booking/invited/"' in page
    assert 'name="slot"' in page


@pytest.mark.parametrize("view", ["month", "week", "list"])
@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_what_is_only_for_the_invited_shows_what_is_free_and_no_button(town, view, lang):
    rule("gym", invitations="only", lottery=False)
    page = body(Client().get(f"/booking/offers/gym/?view={view}&day=2026-12-01&lang={lang}"))
    assert 'href="/booking/invited/"' in page
    assert 'name="slot"' not in page
    words = {
        "ja": "ご案内の手紙が届いた方",
        "en": "with an invitation",
        "easy": "お手紙が とどいた人",
    }
    assert words[lang] in page


def test_a_press_or_a_search_leads_to_the_words_about_the_invitation(town, akari_web):
    from madoguchi.engines.booking.models import Reservation

    rule("gym", invitations="only", lottery=False)
    answer = press(akari_web, town)
    assert answer.headers["Location"] == "/booking/offers/gym/"
    assert not Reservation.objects.exists()
    page = body(akari_web.get("/booking/?q=体育館"))
    assert 'action="/booking/offers/gym/hold/"' not in page
    assert 'href="/booking/invited/"' in page


def scan_kinds():
    """Every kind of notice that a command names, and the places that name none in plain words."""
    import madoguchi.engines.booking.commands as commands

    kinds, unclear = set(), set()
    for path in sorted(Path(commands.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text())
        names = {
            node.targets[0].id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            for given in _kinds_given(node):
                for found in _values(given, names):
                    (kinds if isinstance(found, str) else unclear).add(
                        found if isinstance(found, str) else path.stem
                    )
    return kinds - {""}, unclear


def _kinds_given(call):
    name = getattr(call.func, "id", "")
    if name == "tell":
        yield call.args[1]
    wanted = "kind" if name == "Notice" else "notice"
    if name != "list":
        yield from (one.value for one in call.keywords if one.arg == wanted)


def _values(given, names):
    if isinstance(given, ast.IfExp):
        return [*_values(given.body, names), *_values(given.orelse, names)]
    if isinstance(given, ast.Name) and given.id in names:
        return _values(names[given.id], names)
    return [given.value if isinstance(given, ast.Constant) else given]


def test_every_kind_of_notice_has_words_in_every_language():
    from madoguchi.engines.booking.models.waiting import END_REASONS
    from madoguchi.engines.booking.web.citizen.notices import notice_key
    from madoguchi.platform.screens.wording import all_texts

    kinds, unclear = scan_kinds()
    # ``writing`` hands on what it is given; ``release`` and ``end_waiting`` give why it ended.
    assert unclear == {"end_waiting", "grant_wins", "release", "writing"}
    kinds |= {"unconfirmed", "unpaid", "lost", "capped", "waiting_passed"}
    kinds |= {f"waiting_{reason}" for reason, _ in END_REASONS}
    assert {"confirmed", "message", "paid", "won", "lost", "restored", "no_show"} <= kinds
    texts = all_texts()
    for kind in kinds:
        for about in ({}, {"approved": True}):
            found = texts[notice_key(kind, about)]
            assert all(found.pick(lang) for lang in ("ja", "en", "easy")), kind
            assert len({found.pick(lang) for lang in ("ja", "en", "easy")}) == 3, kind


def test_the_reasons_of_running_out_are_the_known_ones():
    from madoguchi.engines.booking.commands import release

    source = ast.parse(Path(release.__file__).read_text())
    reason = next(
        one for one in source.body if isinstance(one, ast.FunctionDef) and one.name == "_reason"
    )
    said = {
        one.value
        for node in ast.walk(reason)
        if isinstance(node, ast.Return)
        for one in ast.walk(node.value)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    assert {"unconfirmed", "hold_over", "unpaid", ""} <= said | {""}
    assert said <= {"unconfirmed", "hold_over", "unpaid", "", "won", "confirmed"}


def test_a_notice_shows_the_words_of_the_clerk(town, akari_web, at):
    from madoguchi.engines.booking.commands.writing import tell
    from madoguchi.engines.booking.models import Reservation

    book(akari_web, town)
    made = Reservation.objects.get()
    tell(made, "message", at=at, about={"words": "持ち物に<室内ばき>を足してください"})
    tell(made, "reduction", at=at, about={"approved": False})
    tell(made, "reduction", at=at, about={"approved": True})
    page = body(akari_web.get("/booking/mine/"))
    assert "主催者からのお知らせです" in page
    assert "持ち物に&lt;室内ばき&gt;を足してください" in page
    assert "減免は認められませんでした" in page
    assert "減免が認められました" in page


def give_code(made, digits, state="given"):
    from madoguchi.engines.booking.models import DoorCode
    from madoguchi.engines.booking.queries.doors import DOOR
    from madoguchi.kernel.ids import new_id
    from madoguchi.platform.crypto.fields import encrypt

    code = DoorCode(
        id=new_id(), reservation=made, door="gym", state=state,
        valid_from=made.starts_at, valid_until=made.ends_at,
    )  # fmt: skip
    code.sealed = encrypt(DOOR, digits.encode(), aad=code.id.bytes)
    code.save()


def test_the_code_of_the_door_is_shown_near_the_time_only(town, akari_web, funaki_web):
    from madoguchi.engines.booking.models import DoorCode, Reservation
    from madoguchi.kernel import clock

    here = book(akari_web, town)
    give_code(Reservation.objects.get(), "407318")
    assert "407318" not in body(akari_web.get(here))
    for moment, shown in (("7:55", False), ("8:00", True), ("12:10", True), ("12:15", False)):
        with clock.frozen(town.on(moment)):
            page = body(akari_web.get(here))
            assert ("407318" in page) is shown, moment
            assert ("扉の暗証番号" in page) is shown, moment
    with clock.frozen(town.on("8:30")):
        assert "12月1日(火)8時45分から12月1日(火)12時15分まで" in body(akari_web.get(here))
        assert funaki_web.get(here).status_code == 404
        DoorCode.objects.update(state="waiting")
        assert "扉の暗証番号" not in body(akari_web.get(here))


def test_the_square_holds_the_ticket_that_the_gate_reads(town, akari_web, clerk):
    from madoguchi.engines.booking.models import Reservation
    from madoguchi.engines.booking.queries.tickets import find_shown, ticket_of
    from madoguchi.kernel import clock
    from madoguchi.platform.screens.squares import square_path

    here = book(akari_web, town)
    made = Reservation.objects.get()
    ticket = ticket_of(made)
    assert len(base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))) == 91
    _, path = square_path(ticket)
    drawn = re.search(r'<svg class="square-code".*?<path d="([^"]+)"', body(akari_web.get(here)))[1]
    assert drawn == path
    assert find_shown(ticket, actor=clerk) == made
    with clock.frozen(town.on("9:20")):
        assert path in body(akari_web.get(here))
    with clock.frozen(town.on("12:00")):
        assert 'class="square-code"' not in body(akari_web.get(here))
