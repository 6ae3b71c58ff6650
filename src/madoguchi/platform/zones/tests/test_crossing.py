# SPDX-License-Identifier: Apache-2.0
"""Two zones as two processes: does everything cross exactly once, whatever is killed?"""

import sqlite3
from pathlib import Path

import pytest

from madoguchi.platform.zones.tests.conftest import City, ZoneDied

TEXTS = ["灯 あかり", "舟木", "港 太郎"]


def back_up(city: City) -> None:
    """The office makes as many backups as the portal waits for, and says so."""
    for _ in range(2):
        city.office.ask("back_up")
    city.pull()


def test_parcels_and_files_cross_and_leave_a_tombstone(city: City) -> None:
    city.portal.ask(
        "send", to="office", texts=TEXTS, ref="procedures:1", file="写真.txt", size=200_000
    )
    assert city.portal.ask("files") == ["sealed"] * 3
    assert city.pull() == {"received": {"handled": 3, "malformed": 0}, "given": {}}
    assert city.office.ask("handled") == TEXTS
    assert city.office.ask("files") == ["写真.txt 200000"] * 3
    assert (city.portal.ask("waiting"), city.portal.ask("bodies")) == (0, 3)
    back_up(city)
    assert city.portal.ask("bodies") == 0
    assert city.portal.ask("files") == []
    assert not list((city.folder / "portal" / "files").rglob("*.age"))
    assert city.pull()["received"] == {"malformed": 0}


def test_parcels_go_back_in_the_same_call(city: City) -> None:
    city.office.ask("send", to="portal", texts=TEXTS, file="通知.txt", size=5000)
    assert city.pull()["given"] == {"handled": 3}
    assert city.portal.ask("handled") == TEXTS
    assert len(city.portal.ask("files")) == 3
    assert city.office.ask("waiting") == 0
    assert city.pull()["given"] == {}


def test_a_backlog_of_many_pages_crosses_in_order(city: City) -> None:
    texts = [f"{n:04}" for n in range(450)]
    city.portal.ask("send", to="office", texts=texts)
    assert city.pull()["received"]["handled"] == 450
    assert city.office.ask("handled") == texts


OFFICE_POINTS = [
    "pull.after_fetch", "pull.after_files", "pull.before_commit", "pull.before_commit:2",
    "pull.after_commit", "pull.after_commit:3", "pull.after_ack", "pull.after_push",
    "ack.before_store", "ack.after_store",
]  # fmt: skip
PORTAL_POINTS = [
    "outbox.before_answer", "ack.before_store", "ack.after_store",
    "push.before_store", "push.before_store:2", "push.after_store", "push.after_store:3",
]  # fmt: skip


def _send_both_ways(city: City) -> None:
    city.portal.ask("send", to="office", texts=TEXTS, file="a.txt", size=3000)
    city.office.ask("send", to="portal", texts=TEXTS, file="b.txt", size=3000)


def _check_everything_crossed_once(city: City) -> None:
    assert city.office.ask("handled") == TEXTS
    assert city.portal.ask("handled") == TEXTS
    assert city.office.ask("files").count("a.txt 3000") == 3
    assert city.portal.ask("waiting") == city.office.ask("waiting") == 0
    assert city.portal.ask("asked") == city.office.ask("asked") == []


@pytest.mark.kills
@pytest.mark.parametrize("point", OFFICE_POINTS)
def test_an_office_killed_at_any_point_loses_and_doubles_nothing(city: City, point: str) -> None:
    _send_both_ways(city)
    city.restart_office(MADOGUCHI_FAULT=point)
    with pytest.raises(ZoneDied):
        city.pull()
    city.restart_office()
    city.pull()
    _check_everything_crossed_once(city)


@pytest.mark.kills
@pytest.mark.parametrize("point", PORTAL_POINTS)
def test_a_portal_killed_at_any_point_loses_and_doubles_nothing(city: City, point: str) -> None:
    _send_both_ways(city)
    city.restart_portal(MADOGUCHI_FAULT=point)
    with pytest.raises(AssertionError, match="PeerUnreachable"):
        city.pull()
    city.restart_portal()
    city.pull()
    _check_everything_crossed_once(city)


def test_a_medium_carries_both_ways_with_files_and_acknowledgements(city: City) -> None:
    medium = city.folder / "medium"
    _send_both_ways(city)
    assert city.portal.ask("carry_out", folder=str(medium)) == {"written": 3, "acknowledged": 0}
    assert city.office.ask("carry_out", folder=str(medium))["written"] == 3
    for zone in (city.office, city.portal):
        assert zone.ask("carry_in", folder=str(medium))["received"] == {"handled": 3}
    back = city.folder / "back"
    assert city.office.ask("carry_out", folder=str(back))["acknowledged"] == 3
    assert city.portal.ask("carry_out", folder=str(back))["acknowledged"] == 3
    for zone in (city.office, city.portal):
        assert zone.ask("carry_in", folder=str(back))["given"] == {"acknowledged": 3}
    _check_everything_crossed_once(city)


def test_a_medium_that_is_brought_twice_or_lost_does_no_harm(city: City) -> None:
    first, second, third = (str(city.folder / name) for name in ("first", "second", "third"))
    city.portal.ask("send", to="office", texts=TEXTS, file="a.txt", size=3000)
    city.portal.ask("carry_out", folder=first)
    city.office.ask("carry_in", folder=first)
    city.office.ask("carry_out", folder=str(city.folder / "lost"))
    city.portal.ask("carry_out", folder=second)
    assert city.office.ask("carry_in", folder=second)["received"] == {"repeated": 3}
    city.office.ask("carry_out", folder=third)
    for _ in range(2):
        city.portal.ask("carry_in", folder=third)
    assert city.office.ask("handled") == TEXTS
    assert city.portal.ask("waiting") == 0


def test_a_medium_and_the_network_may_be_mixed(city: City) -> None:
    medium = str(city.folder / "medium")
    city.portal.ask("send", to="office", texts=TEXTS)
    city.portal.ask("carry_out", folder=medium)
    city.office.ask("carry_in", folder=medium)
    assert city.pull()["received"]["repeated"] == 3
    assert city.office.ask("handled") == TEXTS
    assert city.portal.ask("waiting") == 0


def test_a_damaged_medium_is_refused_piece_by_piece(city: City) -> None:
    medium = city.folder / "medium"
    city.portal.ask("send", to="office", texts=TEXTS, file="a.txt", size=3000)
    city.portal.ask("carry_out", folder=str(medium))
    first = min((medium / "portal-to-office" / "parcels").iterdir())
    first.write_text(first.read_text()[:-10])
    for file in (medium / "portal-to-office" / "files").iterdir():
        file.unlink()
    assert city.office.ask("carry_in", folder=str(medium))["received"] == {
        "malformed": 1,
        "waiting": 2,
    }
    city.portal.ask("carry_out", folder=str(medium))
    assert city.office.ask("carry_in", folder=str(medium), minutes=5)["received"] == {"handled": 3}


def test_forged_acknowledgements_on_a_medium_bury_nothing(city: City) -> None:
    medium = city.folder / "medium"
    city.portal.ask("send", to="office", texts=TEXTS)
    city.portal.ask("carry_out", folder=str(medium))
    city.office.ask("carry_in", folder=str(medium))
    city.office.ask("carry_out", folder=str(medium))
    (acks,) = (medium / "office-to-portal" / "acks").iterdir()
    acks.write_text(acks.read_text().replace("handled", "asked_again"))
    assert city.portal.ask("carry_in", folder=str(medium))["given"]["malformed"] == 1
    assert city.portal.ask("waiting") == 3


def test_keys_may_change_while_parcels_are_on_their_way(city: City) -> None:
    """Sealed to the old key, but opened after the change; then sealed to the new one."""
    city.portal.ask("send", to="office", texts=["before"], file="a.txt", size=2000)
    for use in ("sealing", "files", "signing"):
        city.office.ask("change_key", use=use, to=["portal"])
    city.portal.ask("send", to="office", texts=["between"], file="b.txt", size=2000)
    city.pull()
    city.portal.ask("change_key", use="signing", to=["office"])
    city.portal.ask("send", to="office", texts=["after"], file="c.txt", size=2000)
    city.office.ask("send", to="portal", texts=["answer"])
    city.pull()
    assert city.office.ask("handled") == ["before", "between", "after"]
    assert sorted(city.office.ask("files")) == ["a.txt 2000", "b.txt 2000", "c.txt 2000"]
    assert city.portal.ask("handled") == ["answer"]
    assert city.office.ask("asked") == city.portal.ask("asked") == []


def test_a_handler_that_breaks_is_tried_again_and_holds_back_what_follows(city: City) -> None:
    city.portal.ask("send", to="office", texts=["breaks"], ref="procedures:1", fail=True)
    city.portal.ask("send", to="office", texts=["follows"], ref="procedures:1")
    city.portal.ask("send", to="office", texts=["other"], ref="procedures:2")
    assert city.pull()["received"] == {"waiting": 2, "handled": 1, "malformed": 0}
    assert city.office.ask("handled") == ["other"]
    city.restart_office(REPAIRED="1")
    assert city.pull()["received"]["waiting"] == 2
    assert city.pull(minutes=1)["received"]["handled"] == 2
    assert city.office.ask("handled") == ["other", "breaks", "follows"]
    log = (city.folder / "office.log").read_text()
    assert "RuntimeError" in log
    assert "secret" not in log


def test_a_refusal_becomes_a_request_to_file_again(city: City) -> None:
    city.portal.ask("send", to="office", texts=["no"], refuse=True)
    assert city.pull()["received"]["asked_again"] == 1
    assert city.office.ask("asked") == ["refused:conflict"]
    assert city.office.ask("handled") == []
    assert (city.portal.ask("waiting"), city.portal.ask("bodies")) == (0, 1)


CANARY = "CANARY-e81d-灯あかり-1234567"


def test_no_canary_rests_on_the_portal_in_any_file(city: City) -> None:
    city.portal.ask("send", to="office", texts=[CANARY] * 5, file=f"{CANARY}.txt", size=50_000)
    needles = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("cp932")]

    def places() -> list[Path]:
        files = [path for path in (city.folder / "portal").rglob("*") if path.is_file()]
        files.append(city.folder / "portal.log")
        return [p for p in files if any(needle in p.read_bytes() for needle in needles)]

    assert places() == []
    city.pull()
    assert places() == []
    assert city.office.ask("handled") == [CANARY] * 5


def test_the_ciphertext_of_a_settled_parcel_is_gone_from_the_database(city: City) -> None:
    city.portal.ask("send", to="office", texts=["x"])
    database = city.folder / "portal" / "db.sqlite3"
    with sqlite3.connect(database) as connection:
        (sealed,) = connection.execute("SELECT sealed FROM zones_outgoingparcel").fetchone()
    connection.close()
    city.pull()
    back_up(city)
    city.portal.end()
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (left,) = connection.execute("SELECT sealed FROM zones_outgoingparcel").fetchone()
    connection.close()
    assert left is None
    everything = b"".join(p.read_bytes() for p in database.parent.glob("db.sqlite3*"))
    assert sealed[100:200] not in everything
