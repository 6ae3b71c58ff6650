# SPDX-License-Identifier: Apache-2.0
"""A process that is killed anywhere on the path loses nothing and does nothing twice.

Each fault point: a fresh application (with a file and a message) is under way when the process
dies by SIGKILL; it is started again, and there is exactly one case with everything in it.
"""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import httpx
import psutil
import pytest

from madoguchi.kernel.faults import FAULT_POINTS
from tests.journeys.applications import a_png, disaster_damage
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen, Receipt
from tests.journeys.pages import Page
from tests.journeys.town import Town, a_town

pytestmark = [pytest.mark.kills, pytest.mark.slow]

AT_SUBMIT = ("submit.before_store", "submit.after_store", "submit.after_commit")
IN_PORTAL = (
    "outbox.before_answer",
    "ack.before_store",
    "ack.after_store",
    "push.before_store",
    "push.after_store",
)
IN_OFFICE = (
    "pull.after_fetch",
    "pull.after_files",
    "open.after_case",
    "pull.before_commit",
    "pull.after_commit",
    "pull.after_ack",
    "pull.after_push",
    "ack.before_store",
    "ack.after_store",
)
ON_MEDIUM = ("pull.after_files", "open.after_case", "pull.before_commit", "pull.after_commit")
IN_WORKER = ("worker.before_run", "worker.after_run")
IN_BACKUP = ("backup.after_snapshot", "backup.before_place", "backup.after_place")
"""``test_backup.py`` and ``benchmarks/survival`` kill there."""
IN_SETTLING = ("recall.before_done", "settle.after_told")
"""``platform/zones/tests/test_settling.py`` kills there."""
FAULT_FILE = "fault"


@dataclass
class Filed:
    """An application of this test with what has to be in its case."""

    receipt: Receipt
    photo: bytes
    message: str = ""


@dataclass
class Story:
    """A town in which processes die, and every application that was acknowledged there."""

    town: Town
    acknowledged: list[Filed] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def prepare(self) -> tuple[Citizen, Page, bytes]:
        """A citizen with a filled-in application in front of them."""
        citizen, photo = (
            Citizen(self.town.portal_url),
            a_png(f"photo {next(self.numbers)}".encode()),
        )
        review = citizen.fill(
            "disaster-damage", disaster_damage(), {"damage_photos": [("屋根.png", photo)]}
        )
        return citizen, review, photo

    def file(self, *, message: bool = True) -> Filed:
        """File an application and write to the officer."""
        citizen, review, photo = self.prepare()
        filed = Filed(citizen.send(review), photo)
        self.acknowledged.append(filed)
        if message:
            filed.message = f"連絡 {filed.receipt.number}"
            assert citizen.write(filed.receipt, filed.message).status == 200
        citizen.close()
        return filed

    def count(self, filed: Filed) -> tuple[int, int, int]:
        """How many cases, current files and messages of the applicant the office has."""
        number = filed.receipt.number
        [(cases,)] = self.town.rows(
            "office", "SELECT count(*) FROM cases_case WHERE number = ?", [number]
        )
        [(files,)] = self.town.rows(
            "office",
            "SELECT count(*) FROM cases_casefile f JOIN cases_case c ON c.id = f.case_id"
            " WHERE c.number = ?",
            [number],
        )
        [(messages,)] = self.town.rows(
            "office",
            "SELECT count(*) FROM cases_message m JOIN cases_case c ON c.id = m.case_id"
            " WHERE c.number = ? AND m.from_applicant",
            [number],
        )
        return int(cases), int(files), int(messages)


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    """A running portal; the office crosses and has no pages open."""
    with a_town() as town:
        start_portal(town)
        yield Story(town)


@pytest.fixture
def town(story: Story) -> Town:
    """The town of the story, with its portal up."""
    return story.town


def test_every_fault_point_is_met() -> None:
    assert set(AT_SUBMIT + IN_PORTAL + IN_OFFICE + IN_WORKER + IN_BACKUP + IN_SETTLING) == set(
        FAULT_POINTS
    )


@pytest.mark.parametrize("point", AT_SUBMIT)
def test_the_portal_dies_while_an_application_is_sent(story: Story, town: Town, point: str) -> None:
    with dying_portal(town, point):
        citizen, review, photo = story.prepare()
        with pytest.raises(httpx.TransportError):
            citizen.send(review)
    filed = Filed(citizen.send(review), photo)  # the same button of the same page once more
    story.acknowledged.append(filed)
    citizen.close()
    town.pull()
    assert story.count(filed) == (1, 1, 0)


@pytest.mark.parametrize("point", IN_PORTAL)
def test_the_portal_dies_while_the_office_calls(story: Story, town: Town, point: str) -> None:
    with dying_portal(town, point):
        filed = story.file()
        assert town.cross().returncode == 1, "the office has to notice"
    settle(town)
    assert story.count(filed) == (1, 1, 1)


@pytest.mark.parametrize("point", IN_OFFICE)
def test_the_office_dies_while_it_crosses(story: Story, town: Town, point: str) -> None:
    filed = story.file()
    assert_killed(town.cross(fault=point), point)
    settle(town)
    assert story.count(filed) == (1, 1, 1)


@pytest.mark.parametrize("point", ON_MEDIUM)
def test_the_office_dies_while_it_reads_a_medium(story: Story, town: Town, point: str) -> None:
    filed = story.file()
    medium = town.home / f"medium-{point}"
    town.call("portal", "parcels", "export", str(medium))
    assert_killed(town.run("office", "parcels", "import", str(medium), fault=point), point)
    town.call("office", "parcels", "import", str(medium))
    assert story.count(filed) == (1, 1, 1)
    settle(town)
    assert story.count(filed) == (1, 1, 1)


@pytest.mark.parametrize("point", IN_WORKER)
@pytest.mark.parametrize("zone", ["portal", "office"])
def test_a_worker_dies_over_a_job(story: Story, town: Town, zone: str, point: str) -> None:
    """The job is done by the next worker, once the lease of the dead one has run out."""
    town.write(zone, "DELETE FROM jobs_job")
    town.write(zone, "DELETE FROM jobs_periodicrun")
    assert_killed(town.run(zone, "worker", "--once", fault=point), point)
    leased = {id_ for (id_,) in town.rows(zone, "SELECT id FROM jobs_job WHERE status = 'RUNNING'")}
    assert leased, "the dead worker held at least the job it died over"
    past = (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S")
    expire = "UPDATE jobs_job SET leased_until = ? WHERE status = 'RUNNING'"
    assert town.write(zone, expire, [past]) == len(leased)
    town.call(zone, "worker", "--once")
    rows = town.rows(zone, "SELECT id, status, attempts FROM jobs_job")
    assert {status for _, status, _ in rows} == {"SUCCESSFUL"}
    assert 2 in {attempts for id_, _, attempts in rows if id_ in leased}
    assert {attempts for id_, _, attempts in rows if id_ in leased} <= {1, 2}
    assert {attempts for id_, _, attempts in rows if id_ not in leased} <= {1}


@pytest.mark.timeout(300)
def test_on_postgresql_a_death_on_each_side_loses_and_doubles_nothing() -> None:
    """One point of each kind, on the database that is for production: the same rules hold."""
    with a_town(database="postgresql") as town:
        start_portal(town)
        story = Story(town)
        with dying_portal(town, "submit.after_store"):
            citizen, review, photo = story.prepare()
            with pytest.raises(httpx.TransportError):
                citizen.send(review)
        sent = Filed(citizen.send(review), photo)
        citizen.close()
        filed = story.file()
        assert_killed(town.cross(fault="open.after_case"), "open.after_case")
        settle(town)
        assert story.count(sent) == (1, 1, 0)
        assert story.count(filed) == (1, 1, 1)
        [(submitted,)] = town.rows("portal", "SELECT count(*) FROM procedures_submission")
        [(opened,)] = town.rows("office", "SELECT count(*) FROM cases_case")
        assert submitted == opened == 2


def test_everything_that_was_acknowledged_is_there_once_and_whole(story: Story, town: Town) -> None:
    settle(town)
    given = [n for (n,) in town.rows("portal", "SELECT receipt_number FROM procedures_submission")]
    opened = [number for (number,) in town.rows("office", "SELECT number FROM cases_case")]
    known = {filed.receipt.number for filed in story.acknowledged}
    assert sorted(opened) == sorted(given)
    assert len(opened) == len(set(opened))
    assert known, "this test looks back on those before it"
    assert known == set(opened)
    waiting = town.rows("portal", "SELECT id FROM zones_outgoingparcel WHERE acked_at IS NULL")
    assert waiting == []
    assert town.rows("office", "SELECT id FROM cases_askagain") == []

    town.start("office")
    clerk = Clerk(town.office_url)
    clerk.sign_in("tachibana", town.passwords["staff"])
    citizen = Citizen(town.portal_url)
    for filed in story.acknowledged:
        assert clerk.originals(filed.receipt.number) == {"屋根.png": filed.photo}
        assert filed.message in clerk.case(filed.receipt.number).words
    for filed in story.acknowledged[:3]:
        assert "受け付けました" in citizen.look_up(filed.receipt).words
    clerk.close()
    citizen.close()


@contextmanager
def dying_portal(town: Town, point: str) -> Iterator[None]:
    """Within it the portal kills itself at a point; behind it a portal was started again."""
    order, log = town.home / FAULT_FILE, town.log_of("portal")
    begin = log.stat().st_size
    workers = psutil.Process(town.served["portal"].pid).children(recursive=True)
    order.write_text(point)
    try:
        yield
        said = log.read_text(encoding="utf-8")[begin:]
        assert f"killed at {point}" in said, f"{point} was never reached"
        assert psutil.wait_procs(workers, timeout=5)[0], "the worker lives on"
    finally:
        order.unlink()
        town.kill("portal")
        start_portal(town)


def start_portal(town: Town) -> None:
    """Serve the portal, which looks into a file at each fault point."""
    town.start("portal", fault=f"@{town.home / FAULT_FILE}")


def assert_killed(done: subprocess.CompletedProcess[str], point: str) -> None:
    """The process has to have died by SIGKILL at the point."""
    assert done.returncode == -signal.SIGKILL, f"{point} was never reached: {done}"
    assert f"killed at {point}" in done.stderr


def settle(town: Town) -> None:
    """Cross until nothing moves; what failed before waits some seconds for its next attempt."""
    for table in ("portal", "office"):
        town.write(table, "UPDATE zones_incomingparcel SET next_attempt_at = NULL")
    for _ in range(5):
        if "handled" not in town.pull():
            return
    raise AssertionError("parcels keep moving")
