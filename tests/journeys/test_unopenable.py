# SPDX-License-Identifier: Apache-2.0
"""What cannot be opened is seen by someone at the desk, and its sender is told what to do."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from madoguchi.platform.crypto.derive import key_id_of_public
from tests.journeys.applications import a_png, bulky_waste, disaster_damage
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen, Receipt
from tests.journeys.pages import Page
from tests.journeys.town import Town, a_town

Harm = Callable[[Town, Receipt], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A running town."""
    with a_town() as town:
        town.start()
        yield town


@pytest.fixture(scope="module")
def sone(town: Town) -> Iterator[Clerk]:
    """曽根, who works for the section of disasters."""
    clerk = Clerk(town.office_url)
    clerk.sign_in("sone", town.passwords["staff"])
    yield clerk
    clerk.close()


@pytest.fixture
def citizen(town: Town) -> Iterator[Citizen]:
    """Someone without an account."""
    citizen = Citizen(town.portal_url)
    yield citizen
    citizen.close()


@contextmanager
def changed_on_the_way(town: Town, receipt: Receipt) -> Iterator[None]:
    """Another hand has changed what waits."""
    [(sealed,)] = town.rows("portal", "SELECT sealed FROM zones_outgoingparcel WHERE ref = ?",
                            [f"procedures:{receipt.submission_id}"])  # fmt: skip
    changed = bytearray(sealed)
    changed[len(changed) // 2] ^= 1
    town.write("portal", "UPDATE zones_outgoingparcel SET sealed = ? WHERE ref = ?",
               [bytes(changed), f"procedures:{receipt.submission_id}"])  # fmt: skip
    yield


@contextmanager
def a_lost_file(town: Town, receipt: Receipt) -> Iterator[None]:
    """The disk of the portal has lost an attachment."""
    owned = "SELECT f.id FROM files_storedfile f JOIN zones_outgoingparcel p"
    # SQLite keeps ids without hyphens.
    joined = f"{owned} ON replace(f.owner, '-', '') = 'zones:' || p.id WHERE p.ref = ?"
    [(file_id,)] = town.rows("portal", joined, [f"procedures:{receipt.submission_id}"])
    [path] = [p for p in (town.portal.home / "files").rglob("*.age")
              if p.stem.replace("-", "") == file_id]  # fmt: skip
    path.unlink()
    yield


@contextmanager
def a_lost_key(town: Town, _: Receipt) -> Iterator[None]:
    """The office has lost the key that the portal seals to, and has another."""
    path = town.office.home / "keys" / "zone.json"
    before = path.read_bytes()
    document = json.loads(before)
    for key in document["keys"]:
        if key["use"] == "sealing":
            other = X25519PrivateKey.generate()
            key["private"] = b64encode(other.private_bytes_raw()).decode()
            key["id"] = key_id_of_public(other.public_key().public_bytes_raw()).hex()
    path.write_text(json.dumps(document))
    try:
        yield
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (changed_on_the_way, "署名と合いません"),
        (a_lost_file, "書類が届きませんでした"),
        (a_lost_key, "この庁内にない鍵"),
    ],
)
def test_an_application_that_cannot_be_opened_is_asked_for_again(
    town: Town, sone: Clerk, citizen: Citizen, harm: Harm, why: str
) -> None:
    photos = {"damage_photos": [("屋根.png", a_png(b"roof"))]}
    receipt = citizen.file("disaster-damage", disaster_damage(), photos)
    other = citizen.file("bulky-waste", bulky_waste()) if harm is not a_lost_key else None
    with harm(town, receipt):
        assert "asked_again 1" in town.pull()
        assert "asked_again" not in town.pull(), "one item, told once"
    assert count_cases(town, receipt) == 0
    assert other is None or count_cases(town, other) == 1, "what comes behind it is not held up"

    desk = sone.get("/cases/ask-again/")
    assert why in desk.words
    assert "本人の画面には、もう一度送っていただくよう出ています。" in desk.words
    status = citizen.look_up(receipt)
    assert "もう一度お送りください" in status.words
    assert "もう一度申請していただくか、お電話ください" in status.words

    again = status.link("/procedures/disaster-damage/")
    assert again, status.said
    page = citizen.get(again)
    page = citizen.submit(page, page.form(action="/start/"))
    second = citizen.send(citizen.go_on(page, "disaster-damage", disaster_damage(), photos))
    town.pull()
    assert count_cases(town, second) == 1
    settle(sone, desk, f"{second.number}で受け付けた")
    after = sone.get("/cases/ask-again/")
    assert why not in after.words
    assert f"{second.number}で受け付けた" in after.words


def test_a_correction_that_cannot_be_opened_is_seen_with_its_case(
    town: Town, sone: Clerk, citizen: Citizen
) -> None:
    photos = {"damage_photos": [("屋根.png", a_png(b"roof"))]}
    receipt = citizen.file("disaster-damage", disaster_damage(), photos)
    town.pull()
    sone.ask_correction(receipt.number, {"person.phone": "つながりませんでした。"})
    town.pull()
    citizen.look_up(receipt)
    citizen.correct(receipt, {"phone": ["090-0000-1126"]})
    waiting = "SELECT id, sealed FROM zones_outgoingparcel WHERE kind = ? AND acked_at IS NULL"
    [(parcel, sealed)] = town.rows("portal", waiting, ["application.corrected"])
    town.write("portal", "UPDATE zones_outgoingparcel SET sealed = ? WHERE id = ?",
               [bytes(sealed)[:-1] + bytes([sealed[-1] ^ 1]), parcel])  # fmt: skip
    assert "asked_again 1" in town.pull()
    desk = sone.get("/cases/ask-again/")
    assert "補正" in desk.words
    assert desk.link(f"/cases/{receipt.number}/")

    # The officer goes on with the case and asks once more; the citizen can answer again.
    sone.do(receipt.number, "resume", reason=["補正が開けなかった"])
    sone.ask_correction(receipt.number, {"person.phone": "恐れ入りますが、もう一度。"})
    town.pull()
    assert "もう一度。" in citizen.get(f"/applications/{receipt.submission_id}/correct/").words
    citizen.correct(receipt, {"phone": ["090-0000-1126"]})
    town.pull()
    assert sone.read(receipt.number)["answers"]["phone"] == "090-0000-1126"


def count_cases(town: Town, receipt: Receipt) -> int:
    """How many cases the office has of one application."""
    query = "SELECT count(*) FROM cases_case WHERE number = ?"
    return int(town.rows("office", query, [receipt.number])[0][0])


def settle(clerk: Clerk, desk: Page, how: str) -> None:
    """Write down what was done about the first item."""
    done = clerk.submit(desk, desk.form(name="how"), {"how": [how]})
    assert done.status == 200, done.said
