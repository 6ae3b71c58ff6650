# SPDX-License-Identifier: Apache-2.0
"""Take in a file of payments (収納データの取込み): each line is matched and booked, or explained.

A file is read to its end before anything is written, so a broken one leaves nothing. Then its lines
go chunk by chunk, each in one transaction with what it books and the count of lines that are through;
whatever stops in between, the same file again goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.take_in_lines import take_in_lines
from madoguchi.engines.payments.models import StatementFile
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.rules.matching import Reported
from madoguchi.engines.payments.rules.reading import reader_of
from madoguchi.engines.payments.rules.route_refusals import AlreadyTakenIn, FileEmpty
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

CHUNK = 10_000


def take_in_file(
    *, kind: str, name: str, data: bytes, actor: Actor, at: datetime, chunk: int = CHUNK
) -> StatementFile:
    """Take in all lines of a file, once.

    Raises:
        FileUnknown, RecordBroken, TotalsDiffer, FileEmpty: it cannot be read; nothing is taken in.
        AlreadyTakenIn: the same file is through. NotAllowed: not by this person.
    """
    check_may_work(actor)
    read = reader_of(kind)

    def lines() -> Iterator[Reported]:
        return read(data, today(at))

    count, total = _count(lines)
    row = _begin(
        kind=kind, name=name, digest=sha256(data).digest(), count=count, total=total, actor=actor,
        at=at,
    )  # fmt: skip
    for after, part in _chunks(lines(), chunk):
        if after + len(part) > row.done_count:
            take_in_lines(file_id=row.id, after=after, lines=part, actor=actor, at=at)
    return _end(row, actor=actor, at=at)


def _count(lines: Callable[[], Iterator[Reported]]) -> tuple[int, int]:
    count = total = 0
    for one in lines():
        count, total = count + 1, total + one.yen
    if not count:
        raise FileEmpty
    return count, total


@in_one_go
def _begin(
    *, kind: str, name: str, digest: bytes, count: int, total: int, actor: Actor, at: datetime
) -> StatementFile:
    known = StatementFile.objects.select_for_update().filter(sha256=digest).first()
    if known is not None:
        if known.done_at is not None or known.kind != kind:
            raise AlreadyTakenIn(name=known.name)
        return known
    row = StatementFile(
        id=new_id(), kind=kind, name=name[:120], sha256=digest, line_count=count, total_yen=total,
        taken_at=at, taken_by_ref=actor.ref,
    )  # fmt: skip
    row.save(force_insert=True)
    record(
        action="payments.statement.taken_in", actor=actor, subject=f"payments:file:{row.id}", at=at,
        detail={"kind": kind, "lines": count, "yen": total, "sha256": digest.hex()},
    )  # fmt: skip
    return row


def _chunks(lines: Iterator[Reported], size: int) -> Iterator[tuple[int, list[Reported]]]:
    """How many lines came before, and the next; a cancellation always begins a chunk.

    What it takes back must be in the ledger before the lines after it are weighed.
    """
    after, part = 0, list[Reported]()
    for one in lines:
        if part and (one.kind == "cancelled" or len(part) == size):
            yield after, part
            after, part = after + len(part), []
        part.append(one)
    if part:
        yield after, part


@in_one_go
def _end(row: StatementFile, *, actor: Actor, at: datetime) -> StatementFile:
    found = StatementFile.objects.select_for_update().get(id=row.id)
    if found.done_at is None and found.done_count == found.line_count:
        found.done_at = at
        found.save(update_fields=["done_at"])
        record(
            action="payments.statement.done", actor=actor, subject=f"payments:file:{row.id}", at=at,
            detail={"lines": found.line_count, "waiting": found.waiting_count},
        )  # fmt: skip
    return found
