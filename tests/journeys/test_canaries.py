# SPDX-License-Identifier: Apache-2.0
"""Nothing that a citizen typed or attached can be read in the portal zone, at any stage.

Two hundred applications that are really sent, and some that are not, carry unusual words in their answers, in the names of their files and in
the files. Some are corrected, withdrawn, written about, left as drafts, refused, or cut off in
the middle of an upload. Then everything that the portal zone keeps is searched.
"""

import io
import shutil
import socket
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg
import pytest

from madoguchi.config.demo.people import AKARI, Resident
from tests.journeys.applications import (
    a_pdf,
    a_png,
    bulky_waste,
    child_allowance,
    disaster_damage,
)
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen, Receipt, Refused
from tests.journeys.town import Database, Town, a_town
from tests.journeys.traces import Seeker, tables

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

WORD, KANJI, KANA, DIGITS = "Xq7CANARIVz", "鵺鷽籠鵤", "ヌヱウソヌヱ", "5937284"
SEEKER = Seeker([WORD, KANJI, KANA, DIGITS])
FULL = {"waste": 145, "damage": 30, "allowance": 10, "draft": 20, "refused": 14, "withdrawn": 15}
"""200 are sent, others are left, refused, or cut off."""
SHORT = {"waste": 12, "damage": 4, "allowance": 2, "draft": 3, "refused": 3, "withdrawn": 2}


@dataclass
class Filings:
    """What was sent, by what became of it."""

    waste: list[Receipt] = field(default_factory=list)
    damage: list[Receipt] = field(default_factory=list)
    allowance: list[Receipt] = field(default_factory=list)
    withdrawn: list[Receipt] = field(default_factory=list)
    waiting: list[Receipt] = field(default_factory=list)
    """Not fetched by the office yet."""

    @property
    def fetched(self) -> list[Receipt]:
        """Every application that the office has."""
        return [*self.waste, *self.damage, *self.allowance, *self.withdrawn]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest) -> Iterator[tuple[Town, Filings, Path]]:
    """A town in which all that was filed; its portal was stopped as by a power failure."""
    database: Database = request.param
    with a_town(database=database) as town:
        town.start(workers=2)
        filings = file_everything(town, FULL if database == "sqlite" else SHORT)
        live_on(town, filings)
        kept = town.home / "while-running"
        shutil.copytree(town.portal.home, kept)
        town.kill()
        yield town, filings, kept


def test_nothing_is_readable_in_the_portal_zone(lived: tuple[Town, Filings, Path]) -> None:
    town, _, running = lived
    if not town.databases:
        names = {path.name for path in running.iterdir()}
        assert {"db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"} <= names
        assert {path.name for path in town.portal.home.iterdir()} >= {"db.sqlite3-wal"}
    traces = [
        *SEEKER.search_folder(town.portal.home),
        *SEEKER.search_folder(running),
        *SEEKER.search_rows(town, "portal"),
        *SEEKER.search(town.log_of("portal").read_bytes(), "log"),
    ]
    if town.databases:
        for path in database_files(town):
            traces += SEEKER.search(path.read_bytes(), str(path))
    assert traces == []


def test_the_places_that_are_searched_hold_something(lived: tuple[Town, Filings, Path]) -> None:
    town, filings, running = lived
    assert {"procedures_draft", "procedures_submission", "django_session", "zones_outgoingparcel",
            "files_storedfile", "audit_leaf", "procedures_applicantnote"} <= set(
        tables(town, "portal")
    )  # fmt: skip
    [(sent,)] = town.rows("portal", "SELECT count(*) FROM procedures_submission")
    assert sent == len(filings.fetched) + len(filings.waiting)
    [(drafts,)] = town.rows("portal", "SELECT count(*) FROM procedures_draft")
    assert drafts > 0
    [(sessions,)] = town.rows("portal", "SELECT count(*) FROM django_session")
    assert sessions > 0
    assert list((running / "files").rglob("*.age")), "drafts hold files"


def test_a_word_planted_in_the_portal_zone_is_found(lived: tuple[Town, Filings, Path]) -> None:
    town, filings, _ = lived
    session = town.portal.home / "tmp" / "planted.tmp"
    session.write_text(f"...{KANJI}...", encoding="utf-16")
    try:
        assert [trace.place for trace in SEEKER.search_folder(town.portal.home)] == [str(session)]
    finally:
        session.unlink()
    row = filings.fetched[0].number
    change = "UPDATE procedures_submission SET language = ? WHERE receipt_number = ?"
    town.write("portal", change, [WORD[:4], row])
    try:
        assert not list(SEEKER.search_rows(town, "portal")), "half a word is none"
        town.write("portal", change.replace("language", "state"), [KANJI, row])
        assert list(SEEKER.search_rows(town, "portal"))
    finally:
        town.write("portal", change, ["ja", row])
        town.write("portal", change.replace("language", "state"), ["received", row])


def test_the_office_has_all_of_it(lived: tuple[Town, Filings, Path]) -> None:
    town, filings, _ = lived
    [(cases,)] = town.rows(
        "office", "SELECT count(*) FROM cases_case WHERE applicant_name LIKE ?", [f"%{KANJI}%"]
    )
    assert cases == len(filings.fetched)
    [(files,)] = town.rows(
        "office", "SELECT count(*) FROM cases_casefile WHERE name LIKE ?", [f"%{WORD}%"]
    )
    assert files >= 2 * len(filings.damage) + 2 * len(filings.allowance)
    for state in ("correction_arrived", "withdrawn"):
        condition = "correction_arrived" if state == "correction_arrived" else f"state = '{state}'"
        [(found,)] = town.rows("office", f"SELECT count(*) FROM cases_case WHERE {condition}")
        assert found > 0, state
    town.start("office")
    clerk = Clerk(town.office_url)
    clerk.sign_in("tachibana", town.passwords["staff"])
    contents = clerk.originals(filings.damage[0].number)
    assert all(WORD.encode() in content for content in contents.values())
    assert KANJI in clerk.read(filings.damage[0].number)["answers"]["description"]
    clerk.close()
    town.stop("office")


def someone(number: int) -> Resident:
    """A resident whose every word is unusual."""
    return Resident(
        KANJI, "籠", KANA, "カゴ", AKARI.birth, "0000012",
        "灯台県灯台市港町二丁目", f"{number + 1}番 {WORD}", f"{KANJI}荘 {number}",
        f"080-{DIGITS[:4]}-{DIGITS[3:]}", f"{WORD}+{number}@example.jp".lower(),
    )  # fmt: skip


def waste(number: int) -> dict[str, Any]:
    """An application without files."""
    answers = bulky_waste(someone(number), place_note=f"{WORD} {KANJI} {number} 電話{DIGITS}")
    answers["items"][1]["kind_text"] = f"{KANJI}の{WORD}{number}"
    return answers


def damage(number: int) -> dict[str, Any]:
    """An application with photos."""
    return disaster_damage(someone(number), description=f"{KANJI}\n{WORD}\n{number}")


def photos(number: int) -> dict[str, list[tuple[str, bytes]]]:
    """Two files whose names and contents are unusual."""
    inside = f"{WORD} {KANJI} {number}".encode()
    return {
        "damage_photos": [
            (f"{WORD}{KANJI}{number}.png", a_png(inside)),
            (f"{KANJI} {WORD}.pdf", a_pdf(inside * 40)),
        ]
    }


def a_document(inside: str) -> bytes:
    """An office document that is not packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w>{inside}</w>")
    return file.getvalue()


def file_everything(town: Town, counts: dict[str, int]) -> Filings:
    """File, leave, be refused: two people at a time, then one with an account."""
    filings = Filings()

    def guest(work: Callable[[Citizen, int], None]) -> Callable[[int], None]:
        def run(number: int) -> None:
            citizen = Citizen(town.portal_url)
            work(citizen, number)
            citizen.close()

        return run

    plan: list[tuple[Callable[[Citizen, int], None], str]] = [
        (lambda c, n: filings.waste.append(c.file("bulky-waste", waste(n))), "waste"),
        (lambda c, n: filings.withdrawn.append(c.file("bulky-waste", waste(n))), "withdrawn"),
        (lambda c, n: filings.damage.append(file_damage(c, n)), "damage"),
        (leave_a_draft, "draft"),
        (be_refused, "refused"),
    ]
    with ThreadPoolExecutor(2) as people:
        for begin, (work, name) in enumerate(plan):
            numbers = range(1000 * begin, 1000 * begin + counts[name])
            list(people.map(guest(work), numbers))
    cut_off(town)
    filings.allowance += file_with_account(town, counts["allowance"])
    return filings


def file_damage(citizen: Citizen, number: int) -> Receipt:
    return citizen.file("disaster-damage", damage(number), photos(number))


def leave_a_draft(citizen: Citizen, number: int) -> None:
    """Go away on the last page, with a file attached, or save for later what cannot stand."""
    if number % 2:
        page = citizen.fill("disaster-damage", damage(number), photos(number))
        assert page.url.endswith("/review/")
        return
    page = citizen.get("/procedures/bulky-waste/")
    page = citizen.submit(page, page.form(action="/start/"))
    page = citizen.go_on(page, "bulky-waste", waste(number), until="where")
    typed = {"name.family": [f"{KANJI}{WORD}"], "phone": [f"{WORD}{DIGITS}"]}
    page = citizen.submit(page, page.form(name="seen"), typed, button=("later", "1"))
    assert page.url.endswith("/saved/")
    code = citizen.submit(page, page.form())
    assert code.status == 200


def be_refused(citizen: Citizen, number: int) -> None:
    """Type what is refused: words in a telephone number, a picture that is none, a wrong code."""
    with pytest.raises(Refused):
        citizen.fill("bulky-waste", waste(number) | {"phone": f"{KANJI}{WORD}"})
    lie = {"damage_photos": [(f"{KANJI}.png", f"{WORD} is no picture".encode())]}
    with pytest.raises(Refused):
        citizen.fill("disaster-damage", damage(number), lie)
    foreign = Receipt("", f"{WORD}{number}", f"{KANJI}{WORD}")
    assert citizen.look_up(foreign).status == 422


def cut_off(town: Town) -> None:
    """An upload whose sender vanishes in the middle of the file."""
    citizen = Citizen(town.portal_url)
    page = citizen.get("/procedures/disaster-damage/")
    page = citizen.submit(page, page.form(action="/start/"))
    page = citizen.go_on(page, "disaster-damage", damage(9999), until="photos")
    token = next(f.value for f in page.form(name="seen").fields if f.name == "csrfmiddlewaretoken")
    head = (
        f'--cut\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--cut\r\nContent-Disposition: form-data; name="damage_photos.upload"; '
        f'filename="{WORD}{KANJI}.png"\r\nContent-Type: image/png\r\n\r\n'
    )
    inside = a_png(f"{WORD} {KANJI}".encode() * 40_000)
    lines = [
        f"POST {page.url} HTTP/1.1",
        f"Host: 127.0.0.1:{town.portal.port}",
        f"Cookie: {'; '.join(f'{c.name}={c.value}' for c in jar_of(citizen))}",
        "Content-Type: multipart/form-data; boundary=cut",
        f"Content-Length: {len(head.encode()) + 2 * len(inside)}",
    ]
    with socket.create_connection(("127.0.0.1", town.portal.port)) as connection:
        connection.sendall("\r\n".join([*lines, "", head]).encode() + inside)
    citizen.close()


def jar_of(citizen: Citizen) -> CookieJar:
    return citizen.http.cookies.jar


def file_with_account(town: Town, count: int) -> list[Receipt]:
    """あかり files with her account; once her session ends in the middle of a page."""
    citizen = Citizen(town.portal_url)
    citizen.sign_in(AKARI.email, town.passwords["residents"])
    sent = []
    for number in range(5000, 5000 + count):
        inside = f"{WORD} {KANJI} {number}"
        uploads = {
            "insurance_photo": [(f"{KANJI}{WORD}.png", a_png(inside.encode()))],
            "other_files": [(f"{WORD}.docx", a_document(inside))],
        }
        answers = child_allowance(someone(number), employer=f"{KANJI}商会 {WORD}", notes=inside)
        sent.append(citizen.file("child-allowance-claim", answers, uploads))
    page = citizen.get("/procedures/child-allowance-claim/")
    page = citizen.submit(page, page.form(action="/start/"))
    page = citizen.go_on(
        page, "child-allowance-claim", child_allowance(someone(1)), until="applicant"
    )
    citizen.http.cookies.delete("portal_session")
    typed = {"name.family": [KANJI], "employer": [WORD], "phone": [f"{DIGITS} {WORD}"]}
    page = citizen.submit(page, page.form(name="seen"), typed, button=("next", "1"))
    assert "/accounts/" in page.url, "what was typed waits for the sign-in"
    [(rescued,)] = town.rows(
        "portal", "SELECT count(*) FROM procedures_draft WHERE purpose = 'rescue'"
    )
    assert rescued == 1
    citizen.close()
    return sent


def live_on(town: Town, filings: Filings) -> None:
    """The office takes everything in; clerks and citizens write to each other."""
    town.pull()
    clerk = Clerk(town.office_url)
    clerk.sign_in("tachibana", town.passwords["staff"])
    corrected = filings.damage[: len(filings.damage) // 2]
    reasons = {
        "damage.description": f"{KANJI}を詳しく {WORD}",
        "photos.damage_photos": f"写真を {WORD}",
    }
    for receipt in corrected:
        clerk.ask_correction(receipt.number, reasons, message=f"{WORD} {KANJI}")
    town.pull()
    citizen = Citizen(town.portal_url)
    for number, receipt in enumerate(corrected[1:]):
        citizen.look_up(receipt)
        files = {"damage_photos": [(f"{WORD}新{KANJI}.png", a_png(f"{WORD}{number}".encode()))]}
        typed = {"description": [f"直した {WORD} {KANJI}"]}
        citizen.correct(receipt, typed, files, message=f"{KANJI} {WORD}")
    for receipt in filings.withdrawn:
        citizen.look_up(receipt)
        citizen.withdraw(receipt, f"{KANJI} {WORD} {DIGITS}")
    for receipt in filings.waste[:12]:
        citizen.look_up(receipt)
        citizen.write(receipt, f"{KANJI} {WORD} {DIGITS}")
    town.pull()
    for receipt in filings.damage[len(corrected) :][:3]:
        clerk.decide(receipt.number, "approved", reason_own=[f"{KANJI} {WORD}"])
    town.pull()
    # Something also has to wait, unread by the office, when the portal is looked at.
    late = Citizen(town.portal_url)
    filings.waiting.append(file_damage(late, 9001))
    for one in (clerk, citizen, late):
        one.close()


def database_files(town: Town) -> list[Path]:
    """The files of the database server that hold this zone's rows.

    Its write-ahead log is left out: here both zones share one server, and the office's rows stand
    in the same log. With SQLite each zone has its own, and that one is searched.
    """
    url = town.databases["portal"]
    with psycopg.connect(url) as connection:
        connection.execute("CHECKPOINT")
        [(home,)] = connection.execute("SHOW data_directory").fetchall()
        [(number,)] = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchall()
    try:
        found = list((Path(home) / "base" / str(number)).iterdir())
    except PermissionError:
        return []
    return [path for path in found if path.is_file()]
