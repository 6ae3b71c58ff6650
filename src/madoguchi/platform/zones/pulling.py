# SPDX-License-Identifier: Apache-2.0
"""How do parcels cross? The inner zone fetches, handles, acknowledges, and gives its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from madoguchi.kernel.faults import fault_point
from madoguchi.platform.files.disk import cipher_path
from madoguchi.platform.zones.client import ZoneClient
from madoguchi.platform.zones.events import AckOutcome
from madoguchi.platform.zones.header import Header
from madoguchi.platform.zones.models import IncomingParcel
from madoguchi.platform.zones.outbox import Page, acknowledge, list_waiting
from madoguchi.platform.zones.receiving import Arrival, Receiving
from madoguchi.platform.zones.settling import recall_after_restore, tell_settled


@dataclass(slots=True)
class Report:
    """What a crossing did, by outcome: ``handled repeated asked_again waiting malformed``."""

    received: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)

    @property
    def is_idle(self) -> bool:
        """Whether nothing moved."""
        moved = ("handled", "repeated", "asked_again")
        return not any(self.received[name] or self.given[name] for name in moved)

    def __str__(self) -> str:
        def words(counted: Counter[str]) -> str:
            return ", ".join(f"{name} {counted[name]}" for name in sorted(counted)) or "nothing"

        return f"received: {words(self.received)}; given: {words(self.given)}"


def pull(client: ZoneClient, at: datetime) -> Report:
    """Cross once: fetch and handle everything that waits for us, give everything of ours, and
    report what is in our backups.

    Each page is acknowledged in one request after each of its parcels was committed, so a crash
    anywhere repeats at most one page, which is then recognised.

    Raises:
        PeerUnreachable: the other zone cannot be reached now; what was done stays done.
        PeerRefuses: it does not believe us (keys, clock).
    """
    report = Report()
    if recalled := recall_after_restore(client):
        report.received["recalled"] = recalled
    fetch_waiting(client, at, report)
    give_waiting(client, at, report)
    if settled := tell_settled(client, at):
        report.given["settled"] = settled
    return report


def fetch_waiting(client: ZoneClient, at: datetime, report: Report) -> None:
    """Fetch, handle and acknowledge page by page."""
    taking = Receiving(client.to_zone, client, at=at, route="pull")
    after, more = 0, True
    while more:
        page = client.waiting(after=after)
        fault_point("pull.after_fetch")
        arrivals = taking.take_all(page.parcels)
        report.received.update(arrival.outcome for arrival in arrivals)
        report.received["malformed"] += page.malformed
        acks = acks_of(arrivals)
        client.acknowledge(acks)
        note_acknowledged([parcel_id for parcel_id, _ in acks], at)
        fault_point("pull.after_ack")
        after, more = page.last, page.more


def give_waiting(client: ZoneClient, at: datetime, report: Report) -> None:
    """Give our waiting parcels page by page; those that wait there are given again next time."""
    after, more = 0, True
    while more:
        page = list_waiting(client.to_zone, after=after)
        if not page.parcels:
            return
        _leave_files(client, page)
        outcomes = client.give([parcel for _, parcel in page.parcels])
        fault_point("pull.after_push")
        report.given.update(outcomes.values())
        acknowledge(_done(outcomes), to_zone=client.to_zone, at=at)
        after, more = page.last, page.more


def acks_of(arrivals: Iterable[Arrival]) -> list[tuple[UUID, AckOutcome]]:
    """What to tell the sender."""
    return [
        (arrival.id, "asked_again" if arrival.outcome == "asked_again" else "handled")
        for arrival in arrivals
        if arrival.id is not None and arrival.is_done
    ]


def note_acknowledged(ids: Sequence[UUID], at: datetime) -> None:
    """Remember that the sender knows."""
    IncomingParcel.objects.filter(id__in=ids).update(acked_at=at)


def _done(outcomes: dict[UUID, str]) -> dict[UUID, AckOutcome]:
    done: dict[UUID, AckOutcome] = {}
    for parcel_id, outcome in outcomes.items():
        if outcome in ("handled", "repeated"):
            done[parcel_id] = "handled"
        elif outcome == "asked_again":
            done[parcel_id] = "asked_again"
    return done


def _leave_files(client: ZoneClient, page: Page) -> None:
    for _, parcel in page.parcels:
        for file in Header.parse(parcel.header).files:
            client.leave_file(cipher_path(file.id), file)
