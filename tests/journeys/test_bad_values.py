# SPDX-License-Identifier: Apache-2.0
"""Values that cannot stand, and strange ones that can: a sentence for each, and nothing is lost."""

import re
from collections.abc import Iterator
from itertools import chain, repeat

import httpx
import pytest

from tests.journeys.applications import a_pdf, child_allowance
from tests.journeys.family import APPLICANT
from tests.journeys.filing import Citizen
from tests.journeys.filling import address, day
from tests.journeys.pages import Page
from tests.journeys.town import Town

pytestmark = pytest.mark.browser
CLAIM = "child-allowance-claim"
BIRTH = "birth"


@pytest.fixture(scope="module")
def guest(city: Town) -> Iterator[Citizen]:
    """A guest whose draft lies open at 請求する方."""
    person = Citizen(city.portal_url)
    page = person.get(f"/procedures/{CLAIM}/")
    page = person.submit(page, page.form(action="/start/"))
    person.go_on(page, CLAIM, child_allowance(), until="applicant")
    yield person
    person.close()


@pytest.fixture
def step(guest: Citizen) -> Page:
    """The page 請求する方 as the guest finds it on coming back."""
    page = guest.get("/mine/")
    draft = next(href for href, _ in page.links if "/drafts/" in href).split("/")[2]
    return guest.get(f"/drafts/{draft}/step/applicant/")


def post(guest: Citizen, step: Page, changes: dict[str, str], lang: str = "ja") -> Page:
    """Post the page with a few fields that differ from a good one."""
    guest.get("/", lang=lang)
    values = {name: [str(value)] for name, value in (APPLICANT | changes).items()}
    return guest.submit(step, step.form(name="seen"), values, button=("next", "1"))


def typed(page: Page, name: str) -> str:
    """What stands in a field of a page."""
    field = next(one for one in page.form(name="seen").fields if one.name == name)
    return "".join(field.chosen) or field.value


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            ("昭和", "65", "1", "1"),
            "昭和は昭和64年1月7日までです。昭和65年1月1日は、平成2年1月1日と入れてください。",
        ),
        (("平成", "31", "5", "1"), "令和元年"),
        (("明治", "45", "7", "30"), "大正元年"),
        (("大正", "15", "12", "25"), "昭和元年"),
        (("令和", "0", "1", "1"), "年"),
        (("昭和", "63", "2", "30"), "2月"),
        (("昭和", "63", "13", "1"), "月は1から12の数字で入れてください。いまは「13」です。"),
        (("昭和", "あ", "4", "12"), "年を数字で入れてください。"),
        (("西暦", "63", "4", "12"), "西暦"),
        (("令和", "90", "4", "12"), "生年月日"),
        (("昭和", "63", "", "12"), "月"),
    ],
)
def test_a_day_that_is_none_is_told_and_kept(
    guest: Citizen, step: Page, written: tuple[str, str, str, str], sentence: str
) -> None:
    page = post(guest, step, day(BIRTH, *written))
    assert page.status == 422, page.said
    assert sentence in page.words, page.said
    assert "ほかの入力は、そのまま残っています。" in page.words
    parts = ("era", "year", "month", "day")
    assert tuple(typed(page, f"{BIRTH}.{part}") for part in parts) == written
    assert typed(page, "name.family") == "灯"


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "Reiwa"), ("easy", "令和")], ids=["en", "easy"]
)
def test_the_era_is_named_in_the_readers_language(
    guest: Citizen, step: Page, lang: str, sentence: str
) -> None:
    page = post(guest, step, day(BIRTH, "平成", "31", "5", "1"), lang)
    guest.get("/", lang="ja")
    assert page.status == 422
    assert sentence in page.words, page.said


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (("00-0023", "灯台県灯台市灯川東二丁目", "8番5号"), "7けた"),
        (("000-0012", "灯台県灯台市灯川東二丁目", "8番5号"), "郵便番号000-0012の町は"),
        (("000-0023", "灯台県灯台市灯川東九十九丁目", "8番5号"), "丁目まで"),
        (("000-0023", "123-4", "8番5号"), "番号だけ"),
        (("000-0023", "灯台県灯台市灯川東二丁目", "0番0号"), "0番"),
        (("000-0023", "灯台県灯台市灯川東二丁目", ""), "番地を入れてください。"),
        (("", "", ""), "郵便番号"),
    ],
)
def test_an_impossible_address_is_told_and_kept(
    guest: Citizen, step: Page, written: tuple[str, str, str], sentence: str
) -> None:
    page = post(guest, step, address("address", *written))
    assert page.status == 422, page.said
    assert sentence in page.words, page.said
    assert typed(page, "address.postcode") == written[0]
    assert typed(page, "address.town") == written[1]


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"name.family_kana": "ﾄﾓｼﾋﾞ", "name.given_kana": "あかり"}, "トモシビ"),
        (address("address", "０００－００２３", "灯台県灯台市灯川東２丁目", "８番５号"), "000-0023"),
        ({"phone": "０９０ー００００ー１１２５"}, "090-0000-1125"),
        (day(BIRTH, "昭和", "６３", "４", "１２"), "63"),
        ({"name.family": "𠮷見", "name.given": "髙\U000e0100志"}, "𠮷見"),
        ({"name.family": "葛\U000e0100城"}, "葛\U000e0100城"),
        ({"name.family": "鷗　", "name.given": " あかり "}, "鷗"),
    ],
    ids=["half-width-kana", "full-width-address", "full-width-phone", "full-width-day",
         "surrogate-pair", "variation-selector", "spaces"],
)  # fmt: skip
def test_other_widths_and_rare_characters_are_taken(
    guest: Citizen, step: Page, changes: dict[str, str], kept: str
) -> None:
    after = post(guest, step, changes)
    assert after.status == 200, after.said
    assert "/step/applicant/" not in after.url
    again = guest.get(step.url)
    values = [field.value for field in again.form(name="seen").fields]
    assert kept in values, values


def test_a_page_of_five_thousand_letters_is_counted_and_kept(guest: Citizen, step: Page) -> None:
    words = "長い社名" * 1_250
    page = post(guest, step, {"employer": words})
    assert page.status == 422, page.said
    assert re.search(r"100文字まで.*5,?000文字", page.words), page.said
    assert typed(page, "employer") == words


def test_two_gigabytes_are_refused_without_being_stored(city: Town, guest: Citizen) -> None:
    person = Citizen(city.portal_url)
    page = person.get(f"/procedures/{CLAIM}/")
    page = person.submit(page, page.form(action="/start/"))
    page = person.go_on(page, CLAIM, child_allowance(), until="papers")
    form = page.form(name="seen")
    boundary = "fence-of-this-test"
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, values in form.filled({}, ("next", "1")).items()
        for value in values
    )
    head += (
        f"--{boundary}\r\nContent-Disposition: form-data; "
        'name="insurance_photo.upload"; filename="film.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    tail = f"\r\n--{boundary}--\r\n".encode()
    block, size = b"\0" * 1_048_576, 2 * 1024 * 1_048_576
    start = head.encode() + a_pdf(b"")
    length = len(start) + size + len(tail)
    body = chain([start], repeat(block, 2048), [tail])
    answer = person.http.post(
        page.url,
        content=body,
        headers={
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(length),
        },
        timeout=httpx.Timeout(120),
    )
    assert answer.status_code in {413, 422}
    assert "10MB" in answer.text or "MB" in answer.text, answer.text[-3000:]
    stored = sum(
        path.stat().st_size for path in (city.portal.home / "files").rglob("*") if path.is_file()
    )
    assert stored < 50 * 1_048_576
    person.close()
