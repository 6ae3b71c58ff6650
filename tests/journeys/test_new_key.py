# SPDX-License-Identifier: Apache-2.0
"""A forgotten password through both zones: who reads the old letters, when, and who never does?"""

import re
from collections.abc import Iterator

import pytest

from madoguchi.config.demo.people import AKARI, FUNAKI
from tests.journeys.applications import a_png, bulky_waste, child_allowance
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen, Receipt
from tests.journeys.mails import code_to
from tests.journeys.pages import Page
from tests.journeys.town import Town, a_town

LOCKED = "読めない知らせがあります"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest) -> Iterator[Town]:
    """A running town on each database."""
    with a_town(database=request.param) as town:
        town.start()
        yield town


@pytest.fixture
def clerks(town: Town) -> Iterator[dict[str, Clerk]]:
    """Two sections, and the chief of one."""
    found = {name: Clerk(town.office_url) for name in ("sanami", "takeuchi", "hino")}
    for name, clerk in found.items():
        clerk.sign_in(name, town.passwords["staff"])
    yield found
    for clerk in found.values():
        clerk.close()


def forget_password(town: Town, email: str, password: str) -> Citizen:
    """Set a new password with the code from the mail, in a browser that holds no key."""
    browser = Citizen(town.portal_url)
    page = browser.get("/accounts/password/reset/")
    page = browser.submit(page, page.form(name="email"), {"email": [email]})
    page = browser.submit(page, page.form(name="code"), {"code": [code_to(town, email)]})
    page = browser.submit(page, page.form(name="password1"), {"password1": [password]})
    assert "password1" not in {name for form in page.forms for name in form.names}, page.said
    return browser


def account(browser: Citizen) -> Page:
    return browser.get("/accounts/")


def key_number(page: Page) -> str:
    found = re.search(r"\d{4}-\d{4}-\d{4}", page.words)
    assert found, page.said
    return found.group()


def items(clerk: Clerk) -> dict[str, str]:
    """Key number → address, of what waits for this clerk."""
    page = clerk.get("/cases/keys/")
    return {words.strip(): href for href, words in page.links if re.search(r"/keys/[0-9a-f-]{36}/", href)}  # fmt: skip


def judge(clerk: Clerk, address: str, answer: str, **typed: str) -> Page:
    page = clerk.get(address)
    values = {name: [value] for name, value in typed.items()}
    return clerk.submit(page, page.form(name="reason"), values, button=("answer", answer))


def sealed(town: Town, receipt: Receipt) -> list[bytes]:
    rows = town.rows(
        "portal",
        "SELECT n.sealed FROM procedures_applicantnote n JOIN procedures_submission s "
        "ON s.id = n.submission_id WHERE s.receipt_number = ? ORDER BY n.id",
        [receipt.number],
    )
    return [bytes(row[0]) for row in rows]


def test_the_letters_come_back_once_a_clerk_has_made_sure(
    town: Town, clerks: dict[str, Clerk]
) -> None:
    sanami, takeuchi, hino = clerks["sanami"], clerks["takeuchi"], clerks["hino"]
    before = Citizen(town.portal_url)
    before.sign_in(AKARI.email, town.passwords["residents"])
    photo = a_png("資格確認書".encode())
    files = {"insurance_photo": [("保険.png", photo)]}
    receipt = before.file("child-allowance-claim", child_allowance(), files)
    town.pull()
    takeuchi.decide(receipt.number, "approved")
    town.pull()
    old, letter = sealed(town, receipt), letter_of(before, receipt)
    assert letter.startswith(b"%PDF")

    akari = forget_password(town, AKARI.email, "umi no kaze 2027")
    assert LOCKED in akari.status(receipt).words
    assert akari.letters(receipt) == []
    number = key_number(account(akari))
    assert "前に届いた手紙と知らせは、いまは読めません" in account(akari).words

    # The office hears of it; nothing goes out on the word of the portal.
    town.pull()
    assert sealed(town, receipt) == old
    assert LOCKED in akari.status(receipt).words

    address = items(sanami)[number]
    assert AKARI.phone in sanami.get(address).words
    assert number not in items(hino), "another section has no case of this person"
    assert hino.get(address).status == 404
    kept = judge(sanami, address, "confirm", reason="電話で確かめた")
    assert kept.status == 422
    judge(
        sanami, address, "confirm", method="phone", reason="申請の番号へ電話。番号と生年月日が一致"
    )
    town.pull()

    status = akari.status(receipt)
    assert LOCKED not in status.words
    assert "認められました" in status.words
    assert letter_of(akari, receipt) == letter
    assert "前の手紙と知らせを、新しいかぎで送り直しました" in account(akari).words
    assert len(sealed(town, receipt)) == len(old), "nothing is there twice"
    assert not set(sealed(town, receipt)) & set(old)
    assert "新しい鍵で知らせを送り直した" in sanami.case(receipt.number).words

    # What is filed from now on needs nobody.
    fresh = akari.file("bulky-waste", bulky_waste(place_note="裏口"))
    town.pull()
    assert LOCKED not in akari.status(fresh).words


def letter_of(citizen: Citizen, receipt: Receipt) -> bytes:
    [href] = citizen.letters(receipt)
    return citizen.get(href).content


def test_a_refused_key_reads_nothing_and_is_told_what_to_do(
    town: Town, clerks: dict[str, Clerk]
) -> None:
    hino = clerks["hino"]
    before = Citizen(town.portal_url)
    before.sign_in(FUNAKI.email, town.passwords["residents"])
    receipt = before.file("bulky-waste", bulky_waste(FUNAKI))
    town.pull()
    old = sealed(town, receipt)
    thief = forget_password(town, FUNAKI.email, "thief thief 2027")
    number = key_number(account(thief))
    town.pull()
    judge(hino, items(hino)[number], "refuse", method="phone", reason="本人は作り直していない")
    town.pull()
    assert sealed(town, receipt) == old
    assert LOCKED in thief.status(receipt).words
    assert "本人確認書類を持って窓口へお越しください" in thief.status(receipt).words
    assert "ご本人のものと確かめられませんでした" in account(thief).words
