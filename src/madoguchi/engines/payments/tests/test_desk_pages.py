# SPDX-License-Identifier: Apache-2.0
"""Can the treasurer and the cashier do their work on the pages, and nobody else?"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.engines.payments.tests.reports import deposits_file, report, store_file


@pytest.fixture
def town(city, at):
    from madoguchi.engines.payments.commands.till import place_till
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    place_till(key="hall", name={"ja": "会計課の窓口"}, actor=routes_city.MORI, at=at)
    return routes_city


@pytest.fixture
def visit(at):
    """A browser that the office has sent, with a role."""
    from django.test import Client

    from madoguchi.platform.identity.visiting.assertion import Assertion
    from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in

    def visit(role, last="1"):
        told = Assertion(
            audience="", nonce="", id=f"{role}-{last}-{at.isoformat()}", issued=0,
            expires=int(at.timestamp()) + 60, name="森 聡子", roles=(role,), sections=("accounting",),
            ref=f"identity:0197a000-0000-7000-8000-00000000000{last}", factors=("passkey",),
            session_ends=int(at.timestamp()) + 8 * 3600,
        )  # fmt: skip
        client = Client()
        client.cookies[COOKIE] = let_in(told, at=at)
        return client

    return visit


def body(response):
    return response.content.decode()


BASE = "/staff/payments/"
PAGES = (
    "",
    "dues/",
    "overpaid/",
    "overdue/",
    "files/",
    "lines/",
    "refunds/",
    "runs/",
    "till/",
    "day/",
    "months/",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_empty_and_full(city, town, visit, at, path):
    mori = visit("treasurer")
    assert mori.get(BASE + path).status_code == 200
    receivable = city.owe(at, payer=town.PAYER)
    city.pay(receivable, 20_000, at)
    assert mori.get(BASE + path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_comes_in(town, visit, path):
    from django.test import Client

    assert visit("case_worker").get(BASE + path).status_code == 403
    assert Client().get(BASE + path).status_code == 401


@pytest.mark.parametrize("path", ["files/", "lines/", "runs/"])
def test_cashiers_see_no_bank_files(town, visit, path):
    assert visit("cashier").get(BASE + path).status_code == 403


def test_a_file_is_taken_in_and_what_waits_is_settled(city, town, visit, at):
    from madoguchi.engines.payments.commands.issue_slip import issue_slip
    from madoguchi.engines.payments.models import StatementLine

    mori = visit("treasurer")
    due = city.owe(at, payer=town.PAYER)
    slip = issue_slip(receivable_id=due.id, actor=town.MORI, at=at)
    sent = SimpleUploadedFile("sokuho.txt", store_file(report(slip, "provisional")))
    made = mori.post(f"{BASE}files/", {"kind": "convenience", "file": sent})
    assert made.status_code == 302, body(made)
    assert "番号と金額が一致しました" in body(mori.get(made.headers["Location"]))
    again = SimpleUploadedFile("sokuho.txt", store_file(report(slip, "provisional")))
    refused = mori.post(f"{BASE}files/", {"kind": "convenience", "file": again})
    assert refused.status_code == 409
    assert "すでに" in body(refused)
    other = city.owe(at, "levy:2", 5_000, payer=town.PAYER)
    rows = deposits_file("2026-11-20,5000,トモシ アカリ,ほけんりょう,D1")
    mori.post(f"{BASE}files/", {"kind": "deposits", "file": SimpleUploadedFile("n.csv", rows)})
    line = StatementLine.objects.get(state="waiting")
    page = body(mori.get(f"{BASE}lines/{line.id}/"))
    assert "金額が同じ、名義が同じ" in page
    where = f"{BASE}lines/{line.id}/"
    assert (
        mori.post(where, {"do": "match", "number": other.number, "reason": ""}).status_code == 422
    )
    done = mori.post(where, {"do": "match", "number": other.number, "reason": "名義と金額が一致"})
    assert done.status_code == 302
    other.refresh_from_db()
    assert other.state == "paid"


def test_a_due_shows_its_ledger_and_prints_its_slip(city, town, visit, at):
    from madoguchi.platform.audit.api import list_by_subject

    mori = visit("treasurer")
    due = city.owe(at, payer=town.PAYER)
    page = body(mori.get(f"{BASE}dues/{due.number}/"))
    assert "灯 あかり" in page
    assert "調定" in page
    actions = [one.action for one in list_by_subject(due.ref)]
    assert "payments.payer.seen" in actions
    pdf = mori.post(f"{BASE}dues/{due.number}/slip/")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert mori.get(f"{BASE}dues/000000000000/").status_code == 404


def test_a_surplus_is_asked_back_and_another_person_approves(city, town, visit, at):
    mori, kawase = visit("treasurer", "1"), visit("treasurer", "2")
    due = city.owe(at)
    city.pay(due, 13_000, at, origin="line:x", route="bank")
    asked = mori.post(f"{BASE}dues/{due.number}/surplus/", {"reason": "二重納付", "do": "refund"})
    assert asked.status_code == 302
    assert "ほかの職員が承認します" in body(mori.get(f"{BASE}refunds/"))
    page = body(kawase.get(f"{BASE}refunds/"))
    where = re.search(r'action="([^"]+/decide/)"', page)[1]
    assert mori.post(where, {"do": "approve"}).status_code in {403, 409, 422}
    assert kawase.post(where, {"do": "reject", "why": "口座待ち"}).status_code == 302


def test_the_till_from_opening_to_closing(city, town, visit, at):
    sawa, mori = visit("cashier", "3"), visit("treasurer", "1")
    due = city.owe(at)
    opened = sawa.post(f"{BASE}till/hall/open/", {"count-1000": "5"})
    assert opened.status_code == 302, body(opened)
    here = opened.headers["Location"]
    seen = body(sawa.post(f"{here}look/", {"written": due.number}))
    press = re.search(r'name="press" value="([^"]+)"', seen)[1]
    values = {
        "written": due.number,
        "press": press,
        "yen": "12300",
        "tendered": "20,000",
        "method": "cash",
    }
    taken = sawa.post(f"{here}take/", values)
    assert taken.status_code == 302, body(taken)
    assert sawa.post(f"{here}take/", values).headers["Location"] == taken.headers["Location"]
    assert "7,700円" in body(sawa.get(taken.headers["Location"]))
    void = taken.headers["Location"].replace("/receipt/", "/void/")
    assert sawa.post(void, {"reason": "別の方の分"}).status_code == 302
    assert sawa.post(void, {"do": "agree"}).status_code == 403
    assert mori.post(void, {"do": "agree"}).status_code == 302
    assert sawa.post(f"{here}close/", {"count-1000": "4"}).status_code == 422
    assert sawa.post(f"{here}close/", {"count-1000": "5"}).status_code == 302
    assert sawa.post(f"{here}look/", {"written": "1"}).status_code == 404


def test_sheets_add_up_and_come_as_csv(city, town, visit, at):
    mori = visit("treasurer")
    city.pay(city.owe(at, items=[("fees", 1_000), ("late", 300)]), 1_300, at)
    assert "1,300円" in body(mori.get(f"{BASE}day/?day=2026-11-20"))
    text = mori.get(f"{BASE}day/?day=2026-11-20&as=csv").content.decode("utf-8-sig")
    assert "施設使用料" in text
    months = mori.get(f"{BASE}months/?as=csv").content.decode("utf-8-sig")
    assert "2026-11,1000,1000" in months
    assert "100.0%" in body(mori.get(f"{BASE}months/"))


@pytest.mark.parametrize("path", ["dues/", "files/", "lines/", "refunds/", "overdue/"])
def test_lists_ask_the_database_no_more_for_more_rows(
    city, town, visit, at, path, django_assert_max_num_queries
):
    from madoguchi.engines.payments.commands.take_in_file import take_in_file

    mori = visit("treasurer")
    for n in range(12):
        city.owe(at, f"levy:{n}")
        rows = deposits_file(f"2026-11-20,{n + 1},ダレカ,X,D{n}")
        take_in_file(kind="deposits", name=str(n), data=rows, actor=town.MORI, at=at)
    with django_assert_max_num_queries(8):
        assert mori.get(BASE + path).status_code == 200


def test_a_citizen_prints_a_slip_of_their_own(city, town, at):
    from django.test import Client

    from madoguchi.platform.identity.api import actor_for, create_citizen

    user = create_citizen(email="akari@example.jp", password="minato no akari 2026", at=at)
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    due = city.owe(at, payer_ref=actor_for(user).ref, payer=town.PAYER)
    assert "納付書" in body(client.get(f"/pay/dues/{due.number}/slip/"))
    assert client.post(f"/pay/dues/{due.number}/slip/").content.startswith(b"%PDF")
    assert Client().get(f"/pay/dues/{due.number}/slip/").status_code == 404
