# SPDX-License-Identifier: Apache-2.0
"""The main job through both zones without a browser: file, correct, decide, read the letter."""

import json
from collections.abc import Iterator
from io import BytesIO

import pypdf
import pytest

from madoguchi.config.demo.people import AKARI, FUNAKI
from tests.journeys.applications import (
    a_pdf,
    a_png,
    bulky_waste,
    child_allowance,
    disaster_damage,
)
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen, Receipt, Refused
from tests.journeys.pages import Page
from tests.journeys.town import Town, a_town


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest) -> Iterator[Town]:
    """A running town on each database."""
    with a_town(database=request.param) as town:
        town.start()
        yield town


@pytest.fixture(scope="module")
def akari(town: Town) -> Iterator[Citizen]:
    """灯 あかり, signed in at the portal."""
    yield from _citizen(town, AKARI.email)


@pytest.fixture(scope="module")
def funaki(town: Town) -> Iterator[Citizen]:
    """舟木 渉, another resident, signed in at the portal."""
    yield from _citizen(town, FUNAKI.email)


@pytest.fixture
def guest(town: Town) -> Iterator[Citizen]:
    """Someone without an account."""
    yield from _citizen(town)


@pytest.fixture
def stranger(town: Town) -> Iterator[Citizen]:
    """Someone else without an account."""
    yield from _citizen(town)


@pytest.fixture(scope="module")
def clerks(town: Town) -> Iterator[dict[str, Clerk]]:
    """The clerks who act here, signed in at the desk."""
    found = {name: Clerk(town.office_url) for name in ("sanami", "takeuchi", "hino", "asada")}
    for name, clerk in found.items():
        clerk.sign_in(name, town.passwords["staff"])
    yield found
    for clerk in found.values():
        clerk.close()


def test_a_resident_files_corrects_and_reads_the_letter(
    town: Town, akari: Citizen, funaki: Citizen, stranger: Citizen, clerks: dict[str, Clerk]
) -> None:
    photo = a_png("資格確認書".encode())
    answers = child_allowance()
    receipt = akari.file(
        "child-allowance-claim", answers, {"insurance_photo": [("保険.png", photo)]}
    )
    assert not receipt.secret, "an account needs no secret"
    assert count_cases(town, receipt) == 0
    town.pull()
    assert count_cases(town, receipt) == 1

    sanami, takeuchi = clerks["sanami"], clerks["takeuchi"]
    all_arrived(sanami, receipt, answers)
    the_copy_is_harmless(town, sanami, takeuchi, receipt, photo)

    reasons = {
        "applicant.phone": "つながりませんでした。",
        "children.child_birth.1": "出生届の日と違います。",
    }
    sanami.ask_correction(receipt.number, reasons, message="2か所をお願いします。")
    town.pull()
    status = akari.status(receipt)
    assert "2か所、直すところがあります" in status.words
    page = akari.get(f"/applications/{receipt.submission_id}/correct/")
    assert "つながりませんでした。" in page.words
    assert asked_on(page) == {"phone", "children.1.child_birth"}

    born = {"era": ["令和"], "year": ["8"], "month": ["11"], "day": ["3"]}
    typed = {f"children.1.child_birth.{part}": value for part, value in born.items()}
    akari.correct(receipt, typed | {"phone": ["090-0000-1126"]}, message="直しました。")
    town.pull()
    corrected = sanami.read(receipt.number)
    assert corrected["correction_arrived"]
    del corrected["answers"]["insurance_photo"]
    assert {k: v for k, v in corrected["answers"].items() if v is not None} == with_correction(
        answers
    )
    assert "直しました。" in sanami.case(receipt.number).words

    takeuchi.decide(receipt.number, "approved")
    town.pull()
    status = akari.status(receipt)
    assert status.ids, "the page has words"
    assert "決定しました" in status.words
    letter = letter_of(akari, receipt)
    the_letter_is_hers(akari, letter)
    nobody_else_reads(receipt, letter, funaki, stranger)


def all_arrived(sanami: Clerk, receipt: Receipt, answers: dict[str, object]) -> None:
    arrived = sanami.read(receipt.number)["answers"]
    [attached] = arrived.pop("insurance_photo")
    assert {k: v for k, v in arrived.items() if v is not None} == answers
    assert attached["name"] == "保険.png"


def the_copy_is_harmless(
    town: Town, sanami: Clerk, takeuchi: Clerk, receipt: Receipt, photo: bytes
) -> None:
    """The clerk opens what was rebuilt; the original is for the chief, with a reason."""
    assert "未検査" in sanami.case(receipt.number).words
    assert sanami.copies(receipt.number) == {}
    town.call("office", "worker", "--once")
    assert "無害化済" in sanami.case(receipt.number).words
    [(name, copy)] = sanami.copies(receipt.number).items()
    assert name == "保険-無害化.png"
    assert b"tEXt" in photo
    assert copy.startswith(b"\x89PNG")
    assert b"tEXt" not in copy
    assert sanami.originals(receipt.number) == {}
    assert takeuchi.originals(receipt.number) == {"保険.png": photo}


def the_letter_is_hers(akari: Citizen, letter: str) -> None:
    answer = akari.http.get(letter)
    assert answer.headers["content-type"] == "application/pdf"
    words = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages)
    assert "児童手当" in words.replace("\n", "")
    assert "灯" in words


def nobody_else_reads(receipt: Receipt, letter: str, funaki: Citizen, stranger: Citizen) -> None:
    for other in (funaki, stranger):
        assert other.status(receipt).status == 404
        assert other.http.get(letter).status_code == 404
        assert receipt.number not in other.get("/mine/").words
    wrong = stranger.look_up(receipt, secret="7KQ2-M9XD-40RT-WB3H")
    assert wrong.status == 404
    assert "決定しました" not in wrong.words


def test_a_guest_reads_with_the_secret_and_nobody_without(
    town: Town, guest: Citizen, stranger: Citizen, clerks: dict[str, Clerk]
) -> None:
    receipt = guest.file("bulky-waste", bulky_waste())
    other = guest.file("bulky-waste", bulky_waste())
    assert receipt.secret != other.secret
    town.pull()
    hino, asada = clerks["hino"], clerks["asada"]
    assert hino.read(receipt.number)["fee_yen"] == 400 * 3 + 400

    guest.write(receipt, "当日は留守にします。")
    town.pull()
    assert "当日は留守にします。" in hino.case(receipt.number).words
    hino.do(receipt.number, "message", words=["玄関の前に出してください。"])
    asada.decide(receipt.number, "approved")
    town.pull()

    assert stranger.look_up(receipt, secret=other.secret).status == 404
    assert stranger.status(receipt).status == 404
    page = stranger.look_up(receipt)
    assert page.url == f"/applications/{receipt.submission_id}/"
    assert "玄関の前に出してください。" in page.words
    assert "当日は留守にします。" in page.words, "the secret also opens what its holder wrote"
    letter = stranger.http.get(letter_of(stranger, receipt))
    assert letter.content.startswith(b"%PDF")
    assert stranger.status(other).status == 404, "the secret opens its own application only"


def test_a_withdrawn_application_is_told_so(
    town: Town, guest: Citizen, clerks: dict[str, Clerk]
) -> None:
    receipt = guest.file("bulky-waste", bulky_waste())
    town.pull()
    guest.withdraw(receipt, "知人にゆずることにしました。")
    town.pull()
    assert clerks["hino"].read(receipt.number)["state"] == "withdrawn"
    assert "知人にゆずる" in clerks["hino"].case(receipt.number).words
    assert "取り下げ" in guest.look_up(receipt).words


def test_what_cannot_be_filed_stays_with_the_citizen(town: Town, guest: Citizen) -> None:
    before = count_submissions(town)
    with pytest.raises(Refused, match="電話") as refused:
        guest.fill("bulky-waste", bulky_waste(phone="119"))
    drawn = refused.value.page.form(name="seen")
    assert [one.value for one in drawn.fields if one.name == "phone"] == ["119"]
    assert count_submissions(town) == before


def test_a_second_press_leads_to_the_same_receipt(town: Town, guest: Citizen) -> None:
    review = guest.fill("bulky-waste", bulky_waste())
    first = guest.send(review)
    assert guest.send(review) == first
    town.pull()
    assert count_cases(town, first) == 1


def test_everything_crosses_on_a_medium_too(
    town: Town, guest: Citizen, clerks: dict[str, Clerk]
) -> None:
    photo, plan = a_png(b"roof"), a_pdf(b"plan of the house")
    uploads = {"damage_photos": [("屋根.png", photo), ("図面.pdf", plan)]}
    receipt = guest.file("disaster-damage", disaster_damage(), uploads)
    town.carry("portal", "office")
    town.carry("portal", "office")
    assert count_cases(town, receipt) == 1
    assert waiting_parcels(town) > 0, "nothing is forgotten before the office has said so"

    clerk = Clerk(town.office_url)
    clerk.sign_in("tachibana", town.passwords["staff"])
    assert clerk.originals(receipt.number) == {"屋根.png": photo, "図面.pdf": plan}
    clerk.ask_correction(receipt.number, {"photos.damage_photos": "四方の写真をお願いします。"})
    clerk.close()
    town.carry("office", "portal")
    assert waiting_parcels(town) == 0, "nothing is offered that was handled"
    assert "直すところがあります" in guest.look_up(receipt).words

    south = a_png(b"south side")
    guest.correct(receipt, {}, {"damage_photos": [("南.png", south)]})
    town.carry("portal", "office")
    tachibana = Clerk(town.office_url)
    tachibana.sign_in("tachibana", town.passwords["staff"])
    [now] = tachibana.read(receipt.number)["answers"]["damage_photos"]
    assert now["name"] == "南.png"
    assert tachibana.originals(receipt.number)["南.png"] == south
    tachibana.decide(
        receipt.number, "refused", reason_own=["住家の被害と認められないため"], law=["第90条の2"]
    )
    tachibana.close()
    town.carry("office", "portal")
    page = guest.look_up(receipt)
    assert "認められませんでした" in page.words
    assert guest.http.get(letter_of(guest, receipt)).content.startswith(b"%PDF")


def _citizen(town: Town, email: str = "") -> Iterator[Citizen]:
    citizen = Citizen(town.portal_url)
    if email:
        citizen.sign_in(email, town.passwords["residents"])
    yield citizen
    citizen.close()


def count_cases(town: Town, receipt: Receipt) -> int:
    """How many cases the office has of one application."""
    query = "SELECT count(*) FROM cases_case WHERE number = ?"
    return int(town.rows("office", query, [receipt.number])[0][0])


def count_submissions(town: Town) -> int:
    """How many applications the portal has given a receipt for."""
    return int(town.rows("portal", "SELECT count(*) FROM procedures_submission")[0][0])


def waiting_parcels(town: Town) -> int:
    """How many parcels on the portal wait for the office."""
    query = "SELECT count(*) FROM zones_outgoingparcel WHERE acked_at IS NULL"
    return int(town.rows("portal", query)[0][0])


def asked_on(page: Page) -> set[str]:
    """The fields that a correction page asks for, without their parts."""
    steering = {"csrfmiddlewaretoken", "kept", "next", "message"}
    names = page.form(name="message").names - steering
    return {name.removesuffix(f".{part}") for name in names for part in [name.rpartition(".")[2]]
            if part in {"era", "year", "month", "day"}} | {
        name for name in names if name.rpartition(".")[2] not in {"era", "year", "month", "day"}
    }  # fmt: skip


def with_correction(answers: dict[str, object]) -> dict[str, object]:
    """The answers of the claim with just the two marked fields changed."""
    new = json.loads(json.dumps(answers))
    new["phone"] = "090-0000-1126"
    day = {"value": "2026-11-03", "text": "令和8年11月3日", "precision": "day"}
    new["children"][1]["child_birth"] = day
    return dict(new)


def letter_of(citizen: Citizen, receipt: Receipt) -> str:
    """The address of the one letter on the status page."""
    letters = citizen.letters(receipt)
    assert len(letters) == 1, letters
    return letters[0]
