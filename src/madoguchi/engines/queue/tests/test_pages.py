# SPDX-License-Identifier: Apache-2.0
"""What do people, the hall and staff get on their screens?"""

import re
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def visitor(at, role="senior", section="citizens"):
    """A browser of somebody whom the office has sent."""
    from madoguchi.platform.identity.visiting.assertion import Assertion
    from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in

    told = Assertion(
        audience="", nonce="", id=f"{role}-{section}", issued=0,
        expires=int(at.timestamp()) + 60, ref="identity:0197a000-0000-7000-8000-000000000001",
        name="佐波 みお", roles=(role,), sections=(section,), factors=("passkey",),
        session_ends=int(at.timestamp()) + 3600,
    )  # fmt: skip
    client = Client()
    client.cookies = SimpleCookie({COOKIE: let_in(told, at=at)})
    return client


def read(client, path, status=200, **more):
    answer = client.get(path, **more)
    assert answer.status_code == status, answer.content.decode()[:800]
    return answer.content.decode()


def press(client, desk="desk-1", **fields):
    return client.post(f"/staff/queue/desks/{desk}/do/", fields)


def test_from_the_phone_to_the_desk_and_back(hall, at):
    phone, clerk = Client(), visitor(at)
    assert "整理券を取る" in read(phone, "/queue/")
    page = read(phone, "/queue/lines/moving/take/")
    key = re.search(r'name="request_key" value="([^"]+)"', page)[1]
    body = {"request_key": key, "needs": ["hearing"]}
    taken = phone.post("/queue/lines/moving/take/", body)
    again = phone.post("/queue/lines/moving/take/", body)
    assert taken.status_code == 302
    assert taken["Location"] == again["Location"], "a double submit is one ticket"
    url = taken["Location"]
    page = read(phone, url)
    assert "A001" in page
    assert "あなたの前に" in page
    assert 'http-equiv="refresh"' in page
    assert "お持ちの整理券" in read(phone, "/queue/")
    refused = phone.post("/queue/lines/moving/take/", {"request_key": "other"})
    assert refused.status_code == 409
    assert url in refused.content.decode()

    desk = read(clerk, "/staff/queue/desks/desk-1/")
    assert 'data-key="n"' in desk
    assert "聞こえにくい" in desk
    assert press(clerk, verb="next", seen="").status_code == 302
    assert "1番窓口へお越しください" in read(phone, url)
    shown = read(Client(), "/queue/display/")
    assert "A001" in shown
    assert "番号、A 1 の方は、1番窓口へお越しください。" in shown
    ticket = re.search(r'name="ticket" value="([^"]+)"', read(clerk, "/staff/queue/desks/desk-1/"))[
        1
    ]
    press(clerk, verb="start", ticket=ticket)
    press(clerk, verb="note", ticket=ticket, note="筆談で")
    assert "筆談で" in read(clerk, "/staff/queue/desks/desk-1/")
    sent = press(clerk, verb="transfer", ticket=ticket, line="tax", note="筆談で")
    assert sent.status_code == 302, sent.content.decode()[:500]
    page = read(phone, url)
    assert "番号は同じです" in page
    taxman = visitor(at, section="tax")
    press(taxman, "desk-t", verb="next", seen="")
    assert "t番窓口へお越しください" in read(phone, url)
    found = read(taxman, "/staff/queue/desks/desk-t/")
    assert "筆談で" in found
    ticket = re.search(r'name="ticket" value="([^"]+)"', found)[1]
    press(taxman, "desk-t", verb="start", ticket=ticket)
    press(taxman, "desk-t", verb="finish", ticket=ticket)
    assert "お済みです" in read(phone, url)


def test_only_what_has_changed_is_sent(hall, at):
    ticket = hall.take(at=at)
    client = Client()
    page = read(client, f"/queue/tickets/{ticket.code}/")
    path = re.search(r'hx-get="([^"]+)"', page)[1]
    assert client.get(path).status_code == 204
    hall.call(at=at)
    changed = read(client, path)
    assert "1番窓口へお越しください" in changed
    assert "<title>" in changed
    path = re.search(r'hx-get="([^"]+)"', read(client, "/queue/display/citizens/"))[1]
    assert client.get(path).status_code == 204
    hall.take(at=at)
    assert client.get(path).status_code == 200


def test_leaving_and_coming_back(hall, at):
    from madoguchi.engines.queue import api

    ticket = hall.take(at=at)
    client, url = Client(), f"/queue/tickets/{ticket.code}/"
    hall.call(at=at)
    api.miss(ticket_id=ticket.id, actor=hall.clerk(), at=at)
    assert "戻りました" in read(client, url)
    assert client.post(f"{url}back/").status_code == 302
    assert "もうすぐです" in read(client, url)
    assert "取りやめますか" in read(client, f"{url}leave/")
    assert client.post(f"{url}leave/").status_code == 302
    assert client.post(f"{url}leave/").status_code == 302
    assert "取りやめました" in read(client, url)
    refused = client.post(f"{url}back/")
    assert refused.status_code == 409
    assert "取りやめ" in refused.content.decode()
    read(client, "/queue/tickets/0000-0000-0000-0000/", 404)
    read(client, "/queue/tickets/nonsense/", 404)


def test_the_kiosk_prints_and_begins_again(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import SYSTEM

    kiosk = api.add_kiosk(title="1階ロビー", section="", actor=SYSTEM, at=at)
    client, url = Client(), f"/queue/kiosk/{kiosk.code}/"
    page = read(client, f"{url}?lang=en")
    assert "Which counter do you need?" in page
    taken = client.post(f"{url}?lang=en", {"line": "papers", "request_key": "k"})
    answer = client.get(taken["Location"])
    slip = answer.content.decode()
    assert "B001" in slip
    assert "data-print-now" in slip
    assert answer["Refresh"] == f"20; url={url}"
    assert "wheelchair" in read(client, f"{url}?needs")
    assert client.post(url, {"line": "none"}).status_code == 404
    api.end_kiosk(code=kiosk.code, actor=SYSTEM, at=at)
    read(client, url, 404)


def test_open_data(hall, at):
    hall.take("papers", at=at)
    answer = Client().get("/api/queue/lines?section=citizens")
    assert answer["Access-Control-Allow-Origin"] == "*"
    found = {one["line"]: one for one in answer.json()["lines"]}
    assert set(found) == {"moving", "papers"}
    assert found["papers"]["waiting"] == 1
    assert found["moving"]["wait_minutes"]["low"] == 0
    assert found["papers"]["title"]["ja"] == "証明書"
    assert Client().get("/api/queue/lines?section=nowhere").json()["lines"] == []
    wrong = Client().get(f"/api/queue/lines?section={'x' * 49}")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "queue.unreadable")


def test_the_open_data_is_described(hall, at):
    described = Client().get("/api/queue/openapi.json").json()
    assert set(described["paths"]) == {"/api/queue/lines"}
    line = described["components"]["schemas"]["LineOut"]
    answer = Client().get("/api/queue/lines").json()
    assert set(answer["lines"][0]) == set(line["properties"])


@pytest.mark.parametrize(
    "path",
    ["/queue/", "/queue/display/", "/api/queue/lines", "/staff/queue/",
     "/staff/queue/desks/desk-1/lists/"],
)  # fmt: skip
def test_queries_do_not_grow_with_the_line(hall, at, path, django_assert_max_num_queries):
    client = visitor(at)
    for n in range(12):
        hall.take("papers" if n % 2 else "moving", at=at + timedelta(seconds=n))
    hall.call(at=at + timedelta(minutes=1))
    with django_assert_max_num_queries(16):
        client.get(path)


def test_the_manager_sets_up_pauses_and_reads_figures(hall, at):
    client = visitor(at)
    page = read(client, "/staff/queue/lines/moving/")
    fields = dict(
        re.findall(r'<input class="input"[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', page)
    )
    fields |= {"opens-sat": "9:00", "closes-sat": "12:00", "is_active": "yes", "web": "yes",
               "transfers": "keep", "need-infant": "ahead", "minutes-infant": "10"}  # fmt: skip
    wrong = client.post("/staff/queue/lines/moving/", {**fields, "closes-sat": "8:00"})
    assert wrong.status_code == 422
    assert "閉める時刻は、開ける時刻より後に" in wrong.content.decode()
    assert 'value="8:00"' in wrong.content.decode(), "what was typed is kept"
    saved = client.post("/staff/queue/lines/moving/", fields)
    assert saved.status_code == 302, saved.content.decode()
    from madoguchi.engines.queue.models import Line

    rules = Line.objects.get(key="moving").read_rules()
    assert {day for one in rules.hours for day in one.days} >= {"mon", "sat"}
    assert [(p.need, p.minutes_ahead) for p in rules.priorities] == [("infant", 10)]
    assert rules.appointments == ("counter-moving",)
    assert client.post("/staff/queue/lines/moving/do/", {"verb": "pause"}).status_code == 422
    client.post("/staff/queue/lines/moving/do/", {"verb": "pause", "reason": "点検のため"})
    assert "点検のため" in read(Client(), "/queue/")
    client.post("/staff/queue/lines/moving/do/", {"verb": "resume"})
    made = client.post(
        "/staff/queue/desks/new/setup/",
        {"key": "desk-9", "section": "citizens", "title_ja": "9番窓口", "rank": "3",
         "line-moving": "1", "is_active": "yes"},
    )  # fmt: skip
    assert made.status_code == 302, made.content.decode()
    assert "9番窓口" in read(client, "/staff/queue/lines/")
    assert "整理券はありません" in read(client, "/staff/queue/statistics/")
    first = hall.take(at=at)
    hall.call(at=at + timedelta(minutes=4))
    from madoguchi.engines.queue import api

    api.finish(ticket_id=first.id, actor=hall.clerk(), at=at + timedelta(minutes=10))
    page = read(client, "/staff/queue/statistics/?days=7")
    assert "4.0" in page
    sheet = client.get("/staff/queue/statistics.csv?days=7").content.decode("utf-8-sig")
    assert "引っ越し,10,1,1,0,0,4.0,4.0,6.0,6.0,0,1,0,0" in sheet


def test_other_staff_read_and_do_nothing(hall, at):
    reader = visitor(at, role="viewer")
    assert 'value="next"' not in read(reader, "/staff/queue/desks/desk-1/")
    assert press(reader, verb="next").status_code == 403
    assert visitor(at, section="tax").get("/staff/queue/desks/desk-1/").status_code == 403
    assert Client().get("/staff/queue/").status_code == 401
    assert reader.get("/staff/queue/lines/").status_code == 403
    assert press(visitor(at), verb="nonsense").status_code == 422


def test_staff_give_a_ticket(hall, at):
    client = visitor(at)
    page = read(client, "/staff/queue/issue/")
    assert "証明書" in page
    assert "税の証明" not in page
    given = client.post(
        "/staff/queue/issue/", {"line": "papers", "language": "en", "request_key": "k"}
    )
    assert "B001" in read(client, given["Location"])
    assert client.post("/staff/queue/issue/", {"line": "tax"}).status_code == 403
    assert client.post("/staff/queue/issue/", {"line": ""}).status_code == 404


@pytest.mark.parametrize(
    ("low", "high", "ja", "en"),
    [
        (0, 5, "約5分以内", "within about 5 min"),
        (10, 20, "約10〜20分", "about 10–20 min"),
        (90, 200, "約90分〜3時間20分", "about 90 min to 3 h 20 min"),
        (120, 180, "約2時間〜3時間", "about 2 h to 3 h"),
    ],
)
def test_a_span_is_told_as_a_clerk_would(low, high, ja, en):
    from madoguchi.engines.queue.rules.estimate import Range
    from madoguchi.engines.queue.web.showing import wait_words

    assert wait_words(Range(low, high), "ja") == ja
    assert wait_words(Range(low, high), "en") == en
    assert wait_words(None, "ja") == "まだわかりません"
