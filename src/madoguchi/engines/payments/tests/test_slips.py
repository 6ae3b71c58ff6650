# SPDX-License-Identifier: Apache-2.0
"""Does a scanner read from the paper what the slip says, and does an old slip lose its hold?"""

from datetime import date

import pypdfium2
import pytest

from madoguchi.engines.payments.rules.convenience_slip import parse
from madoguchi.engines.payments.rules.el_number import OwnSquare, is_confirmed
from tests.racing import race, winners_of


@pytest.fixture
def town(city, at):
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    return routes_city


@pytest.fixture
def issue(town, at):
    from madoguchi.engines.payments.commands.issue_slip import issue_slip

    def issue(receivable, ordinal=0, actor=town.MORI):
        return issue_slip(receivable_id=receivable.id, ordinal=ordinal, actor=actor, at=at)

    return issue


def scan(pdf, page=0):
    import zxingcpp

    picture = pypdfium2.PdfDocument(pdf)[page].render(scale=6).to_numpy()
    found = zxingcpp.read_barcodes(picture)
    return {"bars" if "128" in str(one.format) else "square": one.text for one in found}


def test_bar_code_and_square_code_are_read_back_from_the_rendered_page(city, town, issue, at):
    from madoguchi.engines.payments.commands.print_slips import print_slips
    from madoguchi.engines.payments.queries.biller import confirmation_key
    from madoguchi.engines.payments.web.slips.typeset import typeset_slips

    slip = issue(city.owe(at, payer=town.PAYER))
    faces = print_slips(slip_ids=[slip.id], actor=town.MORI, at=at)
    found = scan(typeset_slips(faces, at=at))
    digits = "".join(sign for sign in found["bars"] if sign.isdigit())
    assert digits == slip.code
    assert parse(digits).yen == 12_300
    assert parse(digits).pay_by == date(2026, 11, 30)
    content = OwnSquare().decode(found["square"])
    assert (content.yen, content.numbers.number) == (12_300, slip.pay_number)
    assert is_confirmed(confirmation_key(), content.numbers)


def test_many_slips_are_one_pdf_in_postal_order(city, town, issue, at):
    from madoguchi.engines.payments.commands.print_slips import print_slips
    from madoguchi.engines.payments.web.slips.typeset import typeset_slips

    slips = [
        issue(city.owe(at, f"levy:{n}", payer={**town.PAYER, "postal": postal, "name": postal}))
        for n, postal in enumerate(("999-0003", "999-0001", "999-0002"))
    ]
    faces = print_slips(slip_ids=[one.id for one in slips], actor=town.MORI, at=at)
    assert [one.postal for one in faces] == ["999-0001", "999-0002", "999-0003"]
    pdf = pypdfium2.PdfDocument(typeset_slips(faces, at=at))
    assert len(pdf) == 3
    assert "999-0001" in pdf[0].get_textpage().get_text_range()


def test_the_same_amount_is_the_same_slip_and_another_supersedes_it(city, issue, at):
    from madoguchi.engines.payments import api
    from madoguchi.kernel.actors import SYSTEM

    receivable = city.owe(at)
    slip = issue(receivable)
    assert issue(receivable).id == slip.id
    api.assess(due=city.due(yen=9_000, version=2), actor=SYSTEM, at=at)
    slip.refresh_from_db()
    assert slip.state == "superseded"
    newer = issue(receivable)
    assert (newer.yen, newer.issue, parse(newer.code).reissue) == (9_000, 2, 1)
    assert newer.code != slip.code


def test_instalments_have_slips_of_their_own(city, issue, at):
    from madoguchi.engines.payments import api
    from madoguchi.engines.payments.rules.route_refusals import NoSlipNeeded

    parts = [api.DuePart(date(2026, 11, 30), 6_000), api.DuePart(date(2026, 12, 25), 6_300)]
    receivable = city.owe(at, parts=parts)
    first, second = issue(receivable, 1), issue(receivable, 2)
    assert [(one.yen, one.pay_by) for one in (first, second)] == [
        (6_000, date(2026, 11, 30)), (6_300, date(2026, 12, 25)),
    ]  # fmt: skip
    city.pay(receivable, 6_000, at)
    with pytest.raises(NoSlipNeeded):
        issue(receivable, 1)


def test_above_300000_yen_there_is_no_bar_code_but_a_slip(city, town, issue, at):
    from madoguchi.engines.payments.commands.print_slips import print_slips
    from madoguchi.engines.payments.web.slips.typeset import typeset_slips

    slip = issue(city.owe(at, yen=300_001))
    assert slip.code == ""
    faces = print_slips(slip_ids=[slip.id], actor=town.MORI, at=at)
    assert set(scan(typeset_slips(faces, at=at))) == {"square"}


def test_nothing_to_pay_no_slip_and_not_for_strangers(city, issue, at):
    from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
    from madoguchi.engines.payments.rules.route_refusals import NoSlipNeeded

    receivable = city.owe(at)
    with pytest.raises(ReceivableUnknown):
        issue(receivable, actor=city.citizen("funaki"))
    city.pay(receivable, 12_300, at)
    with pytest.raises(NoSlipNeeded):
        issue(receivable)


def test_without_codes_there_is_no_slip(city, at):
    from madoguchi.engines.payments.commands.issue_slip import issue_slip
    from madoguchi.engines.payments.rules.route_refusals import BillerMissing

    with pytest.raises(BillerMissing):
        issue_slip(receivable_id=city.owe(at).id, actor=city.treasurer(), at=at)


@pytest.mark.django_db(transaction=True)
def test_eight_who_print_at_once_get_one_slip(racing_city, at):
    from madoguchi.engines.payments.commands.issue_slip import issue_slip
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    receivable = racing_city.owe(at)
    job = lambda: issue_slip(receivable_id=receivable.id, actor=routes_city.MORI, at=at)  # noqa: E731
    slips = winners_of(race(*[job] * 8))
    assert len(slips) == 8
    assert len({one.id for one in slips}) == 1


@pytest.mark.django_db
def test_the_slip_itself_opens_the_due_for_who_has_no_account(city, at):
    from django.test import Client

    from madoguchi.engines.payments.commands.issue_slip import issue_slip
    from madoguchi.engines.payments.queries.biller import confirmation_key
    from madoguchi.engines.payments.rules.el_number import confirmation_for
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    due = city.owe(at)
    slip = issue_slip(receivable_id=due.id, actor=routes_city.MORI, at=at)
    digits = confirmation_for(confirmation_key(), "13999", slip.pay_number, slip.category)
    opened = Client().post("/pay/number/", {"number": due.number, "confirmation": digits})
    assert opened.headers["Location"] == f"/pay/dues/{due.number}/"
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    refused = Client().post("/pay/number/", {"number": due.number, "confirmation": wrong})
    assert refused.status_code == 404
