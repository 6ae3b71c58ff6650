# SPDX-License-Identifier: Apache-2.0
"""Can people see what they owe, pay it, and understand how it ended?"""

import re

import pytest
from django.test import Client

from madoguchi.engines.payments.tests.browser import body


@pytest.fixture
def due(city, akari_web, at):
    return city.owe(at, payer_ref=akari_web.actor.ref)


@pytest.fixture
def provider(fake, settings):
    settings.PAYMENT_GATEWAY_PAGES = "https://pay.example"
    return fake


def begin(client, due, **more):
    page = body(client.get(f"/pay/dues/{due.number}/"))
    key = re.search(r'name="key" value="([0-9a-f]{32})"', page)[1]
    values = {"key": key, "yen": str(due.balance_yen), "route": "card", **more}
    return client.post(f"/pay/dues/{due.number}/begin/", values)


def test_the_list_shows_what_is_due_and_asks_as_often_for_many(
    city, due, akari_web, at, django_assert_max_num_queries
):
    page = body(akari_web.get("/pay/"))
    assert "国民健康保険料 第6期" in page
    assert "12,300円" in page
    for n in range(12):
        city.owe(at, f"levy:more-{n}", payer_ref=akari_web.actor.ref)
    with django_assert_max_num_queries(14):
        akari_web.get("/pay/")


def test_pay_by_card_come_back_and_read_the_receipt(city, due, provider, akari_web, at):
    from madoguchi.engines.payments.models import Attempt

    answer = begin(akari_web, due)
    attempt = Attempt.objects.get()
    assert answer.headers["Location"] == attempt.redirect_url
    page = akari_web.get(f"/pay/dues/{due.number}/")
    assert "https://pay.example" in page.headers["Content-Security-Policy"]
    here = f"/pay/attempts/{attempt.id}/"
    assert "まだ終わっていません" in body(akari_web.get(here))
    provider.pay(attempt)
    assert "納付が終わりました" in body(akari_web.get(here))
    assert "納付済み" in body(akari_web.get("/pay/"))
    receipt = body(akari_web.get(f"/pay/dues/{due.number}/receipt/"))
    assert "12,300円" in receipt
    pdf = akari_web.get(f"/pay/dues/{due.number}/receipt.pdf")
    assert pdf.content.startswith(b"%PDF-1.7")


def test_two_presses_of_one_form_are_one_payment(city, due, provider, akari_web, at):
    from madoguchi.engines.payments.models import Attempt

    key = "f" * 32
    first = begin(akari_web, due, key=key)
    # The second press has the same key: it leads to the same page of the gateway.
    values = {"key": key, "yen": "12300", "route": "card"}
    second = akari_web.post(f"/pay/dues/{due.number}/begin/", values)
    assert first.headers["Location"] == second.headers["Location"]
    assert Attempt.objects.count() == 1


def test_a_changed_amount_is_shown_and_nothing_is_begun(city, due, provider, akari_web, at):
    from madoguchi.engines.payments.models import Attempt

    answer = begin(akari_web, due, yen="1")
    assert answer.status_code == 409
    assert "いまは12,300円です" in body(answer)
    assert not Attempt.objects.exists()


def test_declined_given_up_and_without_answer_say_what_is_next(city, due, provider, akari_web, at):
    from madoguchi.engines.payments.models import Attempt

    begin(akari_web, due)
    first = Attempt.objects.get()
    provider.pay(first, "failed", failure="card_declined")
    assert "お支払いできませんでした" in body(akari_web.get(f"/pay/attempts/{first.id}/"))
    begin(akari_web, due)
    second = Attempt.objects.exclude(id=first.id).get()
    gone = akari_web.post(f"/pay/attempts/{second.id}/give-up/", follow=True)
    assert "取りやめました" in body(gone)
    provider.away = {"authorise"}
    waiting = akari_web.get(begin(akari_web, due).headers["Location"])
    assert "確かめています" in body(waiting)


def test_others_do_not_see_it_but_the_letter_opens_it(city, due, provider, funaki_web, at):
    from madoguchi.engines.payments.api import confirmation_of

    assert funaki_web.get(f"/pay/dues/{due.number}/").status_code == 404
    guest = Client()
    wrong = guest.post("/pay/number/", {"number": due.number, "confirmation": "000000"})
    assert wrong.status_code == 404
    right = {"number": due.number, "confirmation": confirmation_of(due)}
    opened = guest.post("/pay/number/", right)
    assert opened.headers["Location"] == f"/pay/dues/{due.number}/"
    assert begin(guest, due).headers["Location"].startswith("https://pay.example/")


def test_who_guesses_numbers_has_to_wait(city, due, at):
    guest = Client()
    wrong = {"number": due.number, "confirmation": "000000"}
    answers = [guest.post("/pay/number/", wrong).status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]


def test_the_account_for_refunds_is_kept_shown_by_its_end_and_deleted(city, akari_web, at):
    from madoguchi.engines.payments.models import RefundAccount

    typed = {
        "bank": "0001", "branch": "001", "kind": "ordinary", "number": "1234567",
        "holder": "アカリ ナギ",
    }  # fmt: skip
    wrong = akari_web.post("/pay/account/", {**typed, "bank": "12"})
    assert wrong.status_code == 422
    assert "金融機関コード" in body(wrong)
    akari_web.post("/pay/account/", typed)
    page = body(akari_web.get("/pay/account/"))
    assert "****567" in page
    assert "1234567" not in page
    akari_web.post("/pay/account/", {"do": "drop"})
    assert not RefundAccount.objects.exists()


def test_a_report_without_seal_is_refused_and_with_it_queues_a_job(city, due, provider, at):
    from madoguchi.engines.payments.models import Attempt
    from madoguchi.engines.payments.tests.test_attempts import begin as begin_attempt
    from madoguchi.platform.jobs.api import Job

    attempt = begin_attempt(city, due, at, proven=True)
    client = Client(enforce_csrf_checks=True)
    told = {"data": f"ev1 {attempt.id}", "content_type": "application/json"}
    forged = client.post("/payments/gateway/webhook", **told)
    assert forged.status_code == 400
    before = Job.objects.count()
    for _ in range(2):
        good = client.post(
            "/payments/gateway/webhook", headers={"X-Gateway-Signature": "good"}, **told
        )
        assert good.status_code == 204
    assert Job.objects.count() == before + 1
    assert Attempt.objects.get().state == "redirected"


@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_every_page_speaks_each_language(city, due, provider, akari_web, at, lang):
    akari_web.cookies["language"] = lang
    begin(akari_web, due)
    for path in ("/pay/", f"/pay/dues/{due.number}/", "/pay/account/", "/pay/number/"):
        page = akari_web.get(path)
        assert page.status_code == 200, path
        assert "payments." not in re.sub(r'(href|action)="[^"]*"', "", body(page)), path


def test_my_data_tells_what_is_held(city, due, akari_web, at):
    from madoguchi.kernel.my_data import list_holdings

    found = {one.kind: one for one in list_holdings(akari_web.actor.ref, lang="ja", at=at)}
    assert "12,300円" in found["payments.dues"].items[0].text
