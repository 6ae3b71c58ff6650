# SPDX-License-Identifier: Apache-2.0
"""A citizen reads what is due, pays by card, gives up, and keeps the record."""

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import Open
from tests.journeys.paying_place import paying
from tests.journeys.people import sign_in_resident
from tests.journeys.reader import NARROW, WIDE, Reader
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(city: Town) -> Iterator[Town]:
    """The city with a provider and dues."""
    with paying(city):
        yield city


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("width", "scripts", "due"),
    [(NARROW, False, "学校給食費 11月分"), (WIDE, True, "国民健康保険料 第8期")],
    ids=["phone-without-scripts", "desk"],
)
def test_a_due_is_found_given_up_paid_and_recorded(
    town: Town, citizen: Open, width: int, scripts: bool, due: str
) -> None:
    with citizen(width=width, scripts=scripts, folder="payments") as akari:
        sign_in_resident(akari, town.passwords["residents"])
        akari.open("/pay/")
        akari.look("dues")
        akari.press(due)
        akari.look("due")
        here = akari.path
        akari.press("カードで支払う")
        akari.press("支払わずに戻る")
        _back(akari)
        akari.says("お支払いを取りやめました")
        akari.look("given-up")
        akari.open(here)
        akari.press("カードで支払う")
        akari.press("支払えないことを試す")
        _back(akari)
        akari.says("お支払いできませんでした")
        akari.look("declined")
        akari.open(here)
        akari.press("カードで支払う")
        akari.press("支払う")
        akari.press("本人です")
        _back(akari)
        akari.says("納付が終わりました")
        akari.look("paid")
        akari.press("領収の記録")
        akari.look("record")
        akari.open("/pay/account/")
        akari.look("account")


def _back(reader: Reader) -> None:
    """Back from the provider, which is another host and whose pages are not ours to judge."""
    assert reader.page.url.startswith(reader.origin)
    reader.problems.clear()


def test_a_letter_is_paid_without_an_account(town: Town, citizen: Open) -> None:
    with citizen(width=NARROW, scripts=False, folder="payments") as guest:
        guest.open("/pay/number/")
        guest.look("number")
        guest.page.fill("#number", "123")
        guest.page.fill("#confirmation", "000000")
        guest.press("納付の内容を見る")
        guest.says("お問い合わせ番号として読めません")
        guest.look("number-wrong")
