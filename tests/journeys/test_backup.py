# SPDX-License-Identifier: Apache-2.0
"""An office that burns down comes back: nothing acknowledged is lost, nothing destroyed returns."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from madoguchi.platform.crypto.age_text import identity_text
from tests.journeys.applications import a_png, disaster_damage
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen, Receipt
from tests.journeys.recovery import (
    back_up,
    drop_database,
    identity_of,
    move_into,
    restore,
    split_recovery_key,
)
from tests.journeys.town import Town, a_town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass
class Story:
    """A town, its sheets, and what people filed."""

    town: Town
    backups: Path
    sheets: list[Path]
    identity: Path
    receipts: list[Receipt] = field(default_factory=list)

    def file(self, count: int) -> list[Receipt]:
        """File applications with a photo each."""
        citizen = Citizen(self.town.portal_url)
        new = []
        for number in range(len(self.receipts), len(self.receipts) + count):
            photos = {"damage_photos": [("屋根.png", a_png(f"photo {number}".encode()))]}
            new.append(citizen.file("disaster-damage", disaster_damage(), photos))
            self.receipts.append(new[-1])
        citizen.close()
        return new

    def cases(self) -> list[str]:
        """The numbers of the cases in the office."""
        rows = self.town.rows("office", "SELECT number FROM cases_case ORDER BY number")
        return [str(number) for (number,) in rows]


@pytest.fixture(params=["sqlite", "postgresql"])
def story(request: pytest.FixtureRequest) -> Iterator[Story]:
    with a_town(database=request.param) as town:
        town.start("portal")
        sheets = split_recovery_key(town, "office")
        identity = identity_of(town, "office", [sheets[4], sheets[0], sheets[2]])
        folder = town.home / "vault"
        yield Story(town, folder, sheets, identity)
        if town.databases:
            drop_database(town.databases["office"])


def test_an_office_that_burns_down_comes_back_with_everything(story: Story) -> None:
    town = story.town
    story.file(3)
    town.pull()
    kept = back_up(town, "office", story.backups)
    assert kept is not None
    story.file(2)
    town.pull()  # acknowledged, and in no backup
    [waiting] = story.file(1)  # not fetched yet

    drill = town.run("office", "drill", "--from", str(story.backups),
                     "--identity", str(story.identity))  # fmt: skip
    assert drill.returncode == 0, drill.stdout + drill.stderr
    report = json.loads(drill.stdout.splitlines()[-1])
    assert (report["broken"], report["files"]) == (0, 3)
    assert {row["name"] for row in report["checks"] if row["checked"]} >= {
        "files are whole and open", "every case has its actions", "leaves are what was hashed",
        "fields and blind indexes work",
    }  # fmt: skip
    assert report["rto_s"] > 0

    shutil.rmtree(town.office.home)
    done, place, url = restore(town, "office", kept, story.identity)
    assert done.returncode == 0, done.stdout + done.stderr
    move_into(town, "office", place, url)
    assert len(story.cases()) == 3
    said = town.pull()
    assert "recalled 5" in said
    assert story.cases() == sorted(receipt.number for receipt in story.receipts)
    assert "recalled" not in town.pull()
    town.start("office")
    clerk = Clerk(town.office_url)
    clerk.sign_in("tachibana", town.passwords["staff"])
    for receipt in (story.receipts[0], story.receipts[4], waiting):
        assert list(clerk.originals(receipt.number)) == ["屋根.png"]
    clerk.close()
    town.stop("office")


def test_the_backup_before_the_newest_also_loses_nothing(story: Story) -> None:
    town = story.town
    older, _ = back_up(town, "office", story.backups), story.file(2)
    town.pull()
    for _ in range(1):
        town.run("office", "backup", "--to", str(story.backups / "newer"))
    story.file(1)
    town.pull()
    assert older is not None
    done, place, url = restore(town, "office", older, story.identity)
    assert done.returncode == 0, done.stderr
    move_into(town, "office", place, url)
    assert story.cases() == []
    town.pull()
    assert story.cases() == sorted(receipt.number for receipt in story.receipts)
    # In as many backups as the portal waits for: now it forgets.
    for number in range(2):
        town.call("office", "backup", "--to", str(story.backups / f"again-{number}"))
    assert "settled 3" in town.pull()
    assert town.rows("portal", "SELECT id FROM zones_outgoingparcel WHERE sealed IS NOT NULL") == []
    assert list((town.portal.home / "files").rglob("*.age")) == []


@pytest.mark.kills
@pytest.mark.parametrize("point", ["backup.after_snapshot", "backup.before_place"])
def test_a_backup_that_is_killed_leaves_nothing_to_restore(story: Story, point: str) -> None:
    town = story.town
    story.file(1)
    town.pull()
    back_up(town, "office", story.backups, fault=point)
    assert list(story.backups.glob("*.tar.age")) == []
    for part in story.backups.glob("*.part"):
        done, place, url = restore(town, "office", part, story.identity)
        assert (done.returncode, place.exists()) == (1, False)
        renamed = part.with_name("office-20260101T000000Z.tar.age")
        part.rename(renamed)
        done, place, url2 = restore(town, "office", renamed, story.identity)
        if point == "backup.after_snapshot":
            assert (done.returncode, place.exists()) == (1, False), "cut"
        renamed.rename(part)
        for made in filter(None, (url, url2)):
            drop_database(made)
    assert town.rows("office", "SELECT id FROM zones_incomingparcel WHERE backups > 0") == []
    assert back_up(town, "office", story.backups) is not None
    assert list(story.backups.glob("*.part")) == []
    assert not (town.office.home / "backup-work").exists()


def test_a_restore_refuses_what_it_must_not_do(story: Story) -> None:
    town = story.town
    story.file(1)
    town.pull()
    archive = back_up(town, "office", story.backups)
    assert archive is not None
    whole = archive.read_bytes()

    def refused(words: str, *more: str, identity: Path = story.identity, **place: Path) -> None:
        done, home, url = restore(town, "office", archive, identity, *more, **place)
        assert done.returncode == 1, done.stdout
        assert words in done.stderr, done.stderr
        if not place:
            assert not home.exists()
        assert not list(home.parent.glob(f".{home.name}.restoring*"))
        if url:
            drop_database(url)

    refused("is not empty", home=town.office.home)
    for change in (whole[:-1], whole[: len(whole) // 2], _flipped(whole, len(whole) // 2),
                   _flipped(whole, 200), whole + b"x"):  # fmt: skip
        archive.write_bytes(change)
        refused("cut or changed")
    archive.write_bytes(whole)
    other = identity_of(town, "office", split_recovery_key_again(town)[:2])
    refused("closed for another key", identity=other)
    label = archive.with_name(archive.name.replace(".tar.age", ".json"))
    content = label.read_text()
    label.write_text(content.replace('"size": ', '"size": 1'))
    refused("not signed by the zone")
    label.write_text(content)
    if town.databases:
        done = town.run("office", "restore", "--archive", str(archive), "--home",
                        str(town.home / "x"), "--identity", str(story.identity),
                        "--database-url", town.databases["office"])  # fmt: skip
        assert "not empty" in done.stderr
        assert len(story.cases()) == 1
    done, _, url = restore(town, "office", archive, story.identity)
    assert done.returncode == 0, done.stderr
    if url:
        drop_database(url)


def test_nothing_in_a_backup_can_be_read_without_the_recovery_key(story: Story) -> None:
    town = story.town
    [receipt] = story.file(1)
    town.pull()
    archive = back_up(town, "office", story.backups)
    assert archive is not None
    closed = archive.read_bytes()
    assert closed.startswith(b"age-encryption.org/v1\n-> X25519 ")
    secret = (town.office.home / "secret_key").read_bytes()
    for word in (receipt.number.encode(), "屋根".encode(), secret, b"SQLite format", b"PGDMP"):
        assert word not in closed
    assert archive.stat().st_mode & 0o077 == 0
    for beside in story.backups.iterdir():
        assert receipt.number.encode() not in beside.read_bytes()
    stranger = town.home / "stranger.txt"
    stranger.write_text(identity_text(X25519PrivateKey.generate()))
    done, home, url = restore(town, "office", archive, stranger)
    assert (done.returncode, home.exists()) == (1, False)
    assert "closed for another key" in done.stderr
    if url:
        drop_database(url)


def split_recovery_key_again(town: Town) -> list[Path]:
    """Another key for another time; then the first one is brought back."""
    keys = town.office.home / "keys"
    first = {p.name: p.read_bytes() for p in (keys / "recovery.json", keys / "keys.age")}
    shutil.rmtree(town.home / "office-sheets")
    sheets = split_recovery_key(town, "office", shares=2, needed=2)
    for name, content in first.items():
        (keys / name).write_bytes(content)
    return sheets


def test_lost_keys_come_back_from_sheets(story: Story) -> None:
    town = story.town
    town.call("office", "keys", "rotate", "sealing")  # after the sheets were printed
    town.pull()
    keys = town.office.home / "keys"
    before = (keys / "zone.json").read_bytes()
    capsule = town.home / "keys.age"
    shutil.copy(keys / "keys.age", capsule)
    story.file(1)
    shutil.rmtree(keys)
    shutil.rmtree(town.office.home / "peers")
    assert town.cross().returncode != 0

    sheets = [word for sheet in story.sheets[1:4] for word in ("--sheet", str(sheet))]
    few = town.run("office", "keys", "join", *sheets[:4], "--capsule", str(capsule))
    assert "3 different sheets are needed, 2 were given" in few.stderr
    wrong = town.home / "mistyped.txt"
    typed = story.sheets[1].read_text().split()
    wrong.write_text(
        " ".join([*typed[:11], "zero" if typed[11] != "zero" else "wolf", *typed[12:]])
    )
    said = town.run("office", "keys", "join", "--sheet", str(wrong), *sheets[2:],
                    "--capsule", str(capsule))  # fmt: skip
    assert "word 12" in said.stderr
    assert typed[11] in said.stderr
    town.call("office", "keys", "join", *sheets, "--capsule", str(capsule))
    assert (keys / "zone.json").read_bytes() == before
    assert (keys / "zone.json").stat().st_mode & 0o77 == 0
    again = town.run("office", "keys", "join", *sheets, "--capsule", str(capsule))
    assert "exists" in again.stderr
    town.pull()
    assert story.cases() == [story.receipts[0].number]


def _flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DESTROY = """
from datetime import date
from madoguchi.engines.cases.commands.destroy import destroy
from madoguchi.engines.cases.models import Case
from madoguchi.kernel.actors import SYSTEM as actor
from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import record
from django.db import transaction
case = Case.objects.get(number="{number}")
with transaction.atomic():
    record(action="cases.case.read", actor=actor, subject=case.ref, at=now(),
           personal={{"name": "灯 あかり"}}, purpose="試験")
Case.objects.filter(id=case.id).update(is_open=False, state="closed", outcome="withdrawn",
    closed_at=now(), destroy_on=date(2026, 1, 1))
case.actions.model.objects.create(case=case, seq=case.version + 1, kind="closed", state="closed",
    at=now(), actor_kind="staff", actor_ref="x")
"""
REMOVE = """
print(destroy(case_id=case.id, actor=actor, at=now()).number)
"""


def test_what_was_destroyed_after_the_backup_does_not_come_back(story: Story) -> None:
    town = story.town
    gone, stays = story.file(2)
    town.pull()
    town.call("office", "manage", "shell", "-c", DESTROY.format(number=gone.number))
    town.write("office", "INSERT INTO cases_lettercounter (section, fiscal_year, last)"
               " VALUES ('general', 2026, 0)")  # fmt: skip
    archive = back_up(town, "office", story.backups)
    assert archive is not None
    town.write("office", "UPDATE cases_lettercounter SET last = 5 WHERE fiscal_year = 2026")
    again = DESTROY.format(number=gone.number).split("with transaction")[0] + REMOVE
    town.call("office", "manage", "shell", "-c", again)
    assert len(list((town.office.home / "files").rglob("*.age"))) == 1, "its file went with it"
    catching = "from madoguchi.platform.backup.register import *;from pathlib import Path;"
    town.call("office", "manage", "shell", "-c", f"{catching}catch_up(Path('{story.backups}'))")
    register = story.backups / "office-register.jsonl"
    lines = register.read_text().splitlines(keepends=True)
    assert "灯" not in register.read_text()

    def tampered(content: str, words: str) -> None:
        register.write_text(content)
        done, place, url = restore(town, "office", archive, story.identity)
        assert (done.returncode, place.exists()) == (1, False)
        assert words in done.stderr
        if url:
            drop_database(url)

    tampered("".join(lines[1:]), "line 1 of office-register.jsonl")
    tampered("".join([*lines[:-1], lines[-1].replace("cases", "casez", 1)]), "was changed")
    register.unlink()
    (story.backups / "office-register.jsonl.moved").write_text("")
    register.write_text("".join(lines))
    done, place, url = restore(town, "office", archive, story.identity)
    assert done.returncode == 0, done.stderr
    assert "cases.destroyed 1" in done.stdout
    assert "cases.letter_numbers 1" in done.stdout
    assert "audit.key_erased" in done.stdout
    move_into(town, "office", place, url)
    assert story.cases() == [stays.number]
    town.pull()
    assert story.cases() == [stays.number], "the portal's copy does not bring it back either"
    assert len(list((place / "files").rglob("*.age"))) == 1
    assert town.rows("office", "SELECT last FROM cases_lettercounter WHERE fiscal_year = 2026") == [
        (5,)
    ]
    [(living,)] = town.rows(
        "office", "SELECT count(*) FROM audit_subjectkey WHERE erased_at IS NULL"
    )
    assert living == 0
