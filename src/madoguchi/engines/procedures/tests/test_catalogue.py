# SPDX-License-Identifier: Apache-2.0
"""Finding a procedure: search in everyday words, life events, sections, seasons, codes, the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.procedures.api import (
    list_catalogue,
    make_restricted_link,
    revoke_restricted_link,
    search_catalogue,
)
from madoguchi.engines.procedures.queries.links import list_links
from madoguchi.engines.procedures.queries.search import highlight
from madoguchi.engines.procedures.queries.words import words_of
from madoguchi.engines.procedures.tests.conftest import AT, Citizen
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import frozen

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(install, at):
    for name in ("dog-claim", "allowance", "survey"):
        install(name)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("子どもが生まれた", "allowance"),
        ("こどもがうまれた", "allowance"),
        ("赤ちゃん", "allowance"),
        ("ペットを飼い始めた", "dog-claim"),
        ("いぬ", "dog-claim"),
        ("イヌ", "dog-claim"),
        ("dog", "dog-claim"),
        ("子育てアンケート", "child-survey"),
        ("アンケト", "child-survey"),
        ("狂犬病予防法", "dog-claim"),
    ],
)
def test_everyday_words_find_the_procedure(town, words, found):
    hits = search_catalogue(list_catalogue("ja", AT), words).hits
    assert hits
    assert hits[0].entry.id == found


def test_what_was_searched_for_is_marked(town):
    hit = search_catalogue(list_catalogue("ja", AT), "犬を飼い始めた").hits[0]
    marked = [piece.text for piece in hit.summary if piece.hit]
    assert "始め" in marked
    assert "".join(piece.text for piece in hit.summary) == hit.entry.summary


def test_marking_never_changes_the_text_or_its_markup():
    pieces = highlight("<b>犬</b>の犬", ["犬"])
    assert "".join(piece.text for piece in pieces) == "<b>犬</b>の犬"
    assert [piece.hit for piece in pieces] == [False, True, False, True]


def test_different_spellings_fall_into_the_same_words():
    assert set(words_of("引越し")) & set(words_of("ひっこし"))
    assert "手続き" not in words_of("引っ越しの手続き")
    assert words_of("手続き")


def test_a_search_without_a_hit_teaches(town, guest):
    guest.get("/procedures/?q=ゾウを借りたい")
    assert "「ゾウを借りたい」の手続きは見つかりませんでした" in guest.text
    assert "短い言葉にしたり" in guest.text
    assert "0000-24-1111" in guest.text
    assert "すべての手続きを見る" in guest.text


def test_a_long_or_hostile_query_is_only_words(town, guest):
    response = guest.get(
        "/procedures/",
    )
    assert response.status_code == 200
    guest.get("/procedures/?q=" + "あ" * 5000)
    assert guest.response.status_code == 200
    guest.get("/procedures/?q=<script>alert(1)</script>")
    assert "<script>alert" not in guest.html


def test_an_empty_town_says_so(guest, at):
    guest.get("/procedures/")
    assert "手続きを準備しています" in guest.text


def test_life_events_and_sections_lead_to_lists(town, guest):
    guest.get("/procedures/?event=pets")
    assert "ペット・動物の手続き" in guest.text
    assert "犬の届" in guest.text
    assert "手当の請求" not in guest.text
    guest.get("/procedures/?section=child-support")
    assert "子育て支援課の手続き" in guest.text
    assert "犬の届" not in guest.text.split("暮らしの出来事")[0]


def test_the_list_is_one_query_and_one_for_emergencies(town, guest):
    guest.get("/procedures/")
    with CaptureQueriesContext(connection) as queries:
        guest.client.get("/procedures/")
    assert len(queries) == 2


@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
@pytest.mark.parametrize(
    "page", ["/procedures/", "/procedures/allowance/", "/applications/", "/mine/"]
)
def test_public_pages_speak_three_languages(town, guest, lang, page):
    response = guest.get(f"{page}?lang={lang}")
    assert response.status_code == 200
    assert 'lang="en"' in guest.html[:400] or lang != "en"


def test_a_season_that_has_not_begun_or_is_over_cannot_be_started(town, guest):
    with frozen(AT - timedelta(days=20)):
        guest.get("/procedures/child-survey/")
        assert "受付は令和8年11月1日(日)からです" in guest.text
        assert guest.start("child-survey").status_code == 422
    with frozen(AT + timedelta(days=30)):
        guest.get("/procedures/child-survey/")
        assert "受付は令和8年11月30日(月)で終わりました" in guest.text
        assert "0000-24-1125" in guest.text


def test_an_unknown_procedure_is_a_page_that_helps(guest, at):
    assert guest.get("/procedures/no-such-thing/").status_code == 404
    assert "この手続きは、いま受け付けていません" in guest.text


def test_a_restricted_procedure_needs_its_code(install, at, guest):
    install("dog-claim", restricted=True)
    code = make_restricted_link(procedure_id="dog-claim", label="飼い主", actor=SYSTEM, at=AT)
    guest.get("/procedures/")
    assert "犬の届" not in guest.text
    assert guest.get("/procedures/dog-claim/").status_code == 403
    assert "犬の届" not in guest.text
    assert guest.start("dog-claim").status_code == 403
    guest.post("/procedures/dog-claim/code/", {"code": "0000-0000-0000-0000"})
    assert guest.response.status_code == 422
    guest.post("/procedures/dog-claim/code/", {"code": code.lower()})
    assert "犬の届" in guest.text
    assert guest.start("dog-claim").status_code == 200


def test_a_code_in_the_link_of_a_letter_works_until_it_is_revoked(install, at):
    install("dog-claim", restricted=True)
    code = make_restricted_link(procedure_id="dog-claim", label="", actor=SYSTEM, at=AT, expires_at=AT + timedelta(days=9))  # fmt: skip
    first, second, late = Citizen(), Citizen(), Citizen()
    first.get(f"/procedures/dog-claim/code/?code={code}")
    assert first.url == "/procedures/dog-claim/"
    with frozen(AT + timedelta(days=10)):
        assert late.get(f"/procedures/dog-claim/code/?code={code}").status_code == 422
    [link] = list_links()
    assert revoke_restricted_link(link_id=link.id, actor=SYSTEM, at=AT)
    assert not revoke_restricted_link(link_id=link.id, actor=SYSTEM, at=AT)
    assert not revoke_restricted_link(link_id=link.id + 1, actor=SYSTEM, at=AT)
    assert second.get(f"/procedures/dog-claim/code/?code={code}").status_code == 422


def test_a_procedure_for_accounts_asks_guests_to_sign_in(install, at, guest, akari):
    install("dog-claim", guest=False)
    guest.get("/procedures/dog-claim/")
    assert "ログインして始める" in guest.text
    assert guest.start("dog-claim").status_code == 403
    assert akari.start("dog-claim").status_code == 200


def test_a_procedure_that_needs_a_card_is_told_to_be_at_the_counter(install, at, guest):
    install("dog-claim", identity="card")
    guest.get("/procedures/dog-claim/")
    assert "いまは窓口でお受けしています" in guest.text
    assert guest.start("dog-claim").status_code == 403


def test_the_api_lists_and_gives_definitions_for_reuse(town, client):
    found = client.get("/api/procedures", {"q": "赤ちゃん"}).json()
    assert [one["id"] for one in found["procedures"]] == ["allowance"]
    one = client.get("/api/procedures", {"event": "pets", "lang": "en"}).json()["procedures"][0]
    assert one["title"] == "Dog registration"
    assert one["season"] == {"openness": "always", "opens_on": None, "closes_on": None}
    given = client.get("/api/procedures/dog-claim").json()
    assert given["definition"]["steps"][0]["questions"][0]["id"] == "name"
    assert len(given["digest"]) == 64


def test_the_api_says_what_is_not_there(install, client, at):
    install("dog-claim", restricted=True)
    for address in ("/api/procedures/dog-claim", "/api/procedures/none"):
        response = client.get(address)
        assert response.status_code == 404
        assert response.json()["code"] == "procedure.unknown"
    assert client.get("/api/procedures", {"lang": "xx"}).status_code == 422


def test_the_api_describes_itself(client):
    document = client.get("/api/openapi.json").json()
    assert set(document["paths"]) == {"/api/procedures", "/api/procedures/{procedure_id}"}
