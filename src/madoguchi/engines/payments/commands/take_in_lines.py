# SPDX-License-Identifier: Apache-2.0
"""Match and book one chunk of reported payments, set by set (消込).

What ``record_payment`` does for one payment is done here for thousands: same locks, same shares of
accounts, same rows, same facts (``tests/test_take_in.py`` compares the two).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.reverse import reverse
from madoguchi.engines.payments.commands.sealing import seal_name
from madoguchi.engines.payments.commands.write_chunk import (
    ENTRY_COLUMNS,
    LINE_COLUMNS,
    note_results,
    tell_booked,
    write_standings,
)
from madoguchi.engines.payments.models import Attempt, LedgerEntry, StatementFile, StatementLine
from madoguchi.engines.payments.queries.leads import (
    Key,
    Lead,
    Standing,
    find_leads,
    load_owed,
    load_pairs,
    load_standings,
)
from madoguchi.engines.payments.queries.many import (
    change_rows,
    id_maker,
    insert_rows,
    native_value,
    read_id,
    show_id,
)
from madoguchi.engines.payments.rules.matching import (
    Decision,
    Reported,
    Target,
    decide_gateway,
    decide_line,
)
from madoguchi.engines.payments.rules.reading import ROUTES
from madoguchi.engines.payments.rules.standing import allocate_ids, decide_state
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.platform.audit.api import record

STATE_OF = {"confirm": "confirmed", "reverse": "noted", "note": "noted", "wait": "waiting"}


@dataclass(slots=True)
class Chunk:
    """What is known and what will be written."""

    file: StatementFile
    actor: Actor
    at: datetime
    leads: dict[str, Lead]
    standings: dict[Key, Standing]
    owed: dict[Key, dict[Key, int]]
    pairs: dict[str, tuple[Key, str]]
    attempts: dict[str, tuple[str, int, int, Key]]
    lines: list[list[Any]] = field(default_factory=list)
    entries: list[list[Any]] = field(default_factory=list)
    booked: list[tuple[Standing, str, int, str]] = field(default_factory=list)
    confirmed: list[Key] = field(default_factory=list)
    results: list[tuple[Key, str]] = field(default_factory=list)
    own: dict[Key, list[Any]] = field(default_factory=dict)
    rules: Counter[str] = field(default_factory=Counter)
    taken_back: Key | None = None
    file_id: Key = None
    moment: Any = None
    new_id: Callable[[], Key] = field(default_factory=id_maker)
    days: dict[date, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What stands in every row, as the database has it."""
        self.file_id, self.moment = native_value(self.file.id), native_value(self.at)

    def native(self, day: date) -> Any:
        """A day as the database has it."""
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = native_value(day)
        return found


@in_one_go
def take_in_lines(
    *, file_id: UUID, after: int, lines: Sequence[Reported], actor: Actor, at: datetime
) -> int:
    """Match and book lines of a file, of which ``after`` are through; how many are through then.

    Where somebody else has gone further with the same file nothing is done.
    """
    file = StatementFile.objects.select_for_update().get(id=file_id)
    if file.done_count > after:
        return file.done_count
    taken_back = _reverse_first(file, lines[0], actor=actor, at=at)
    chunk = _load(file, lines, actor, at)
    chunk.taken_back = taken_back
    for line in lines:
        _weigh(chunk, line)
    _write(chunk)
    file.done_count = after + len(lines)
    file.waiting_count += sum(one[LINE_COLUMNS.index("state")] == "waiting" for one in chunk.lines)
    file.save(update_fields=["done_count", "waiting_count"])
    record(
        action="payments.statement.matched", actor=actor, subject=f"payments:file:{file.id}", at=at,
        detail={"after": after, "lines": len(lines), **dict(chunk.rules),
                "booked_yen": sum(yen for _, _, yen, _ in chunk.booked)},
    )  # fmt: skip
    tell_booked(chunk.booked, at=at)
    return file.done_count


def _reverse_first(
    file: StatementFile, line: Reported, *, actor: Actor, at: datetime
) -> Key | None:
    """A cancellation stands first in its chunk: take back what the 速報 booked; the due of it."""
    if line.kind != "cancelled":
        return None
    pair = pair_of(file.kind, line)
    earlier = load_pairs([pair]).get(pair)
    if earlier is None or earlier[1] != "provisional":
        return None
    due = reverse(
        origin=origin_of(earlier[0]),
        reason="速報の取消し",
        occurred_on=today(at),
        actor=actor,
        at=at,
    )
    StatementLine.objects.filter(id=read_id(earlier[0])).update(state="reversed")
    return native_value(due.id)


def origin_of(line_id: Key) -> str:
    """Under which origin the line is booked."""
    return f"line:{show_id(line_id)}"


def pair_of(kind: str, line: Reported) -> str:
    """The digest by which the reports of one payment find each other (32 hexadecimal digits)."""
    return blake2b(f"{kind}|{line.pair_key}".encode(), digest_size=16).hexdigest()


def _load(file: StatementFile, lines: Sequence[Reported], actor: Actor, at: datetime) -> Chunk:
    if file.kind == "gateway":
        attempts = _attempts(lines)
        return Chunk(file, actor, at, {}, {}, {}, {}, attempts)
    leads = find_leads(file.kind, lines)
    ids = {one.receivable_id for one in leads.values()}
    standings = load_standings(ids)
    pairs = load_pairs([pair_of(file.kind, one) for one in lines])
    return Chunk(file, actor, at, leads, standings, load_owed(ids), pairs, {})


def _attempts(lines: Sequence[Reported]) -> dict[str, tuple[str, int, int, Key]]:
    ids = {found for one in lines if (found := _uuid(one.key)) is not None}
    return {
        str(one.id): (one.state, one.yen, one.refunded_yen, native_value(one.receivable_id))
        for one in Attempt.objects.filter(id__in=ids)
    }


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _weigh(chunk: Chunk, line: Reported) -> None:
    """Decide on one line and put down what follows from it."""
    line_id, pair = chunk.new_id(), pair_of(chunk.file.kind, line)
    due, decision = _decide(chunk, line, pair)
    chunk.rules[decision.rule] += 1
    row = _line_row(chunk, line, line_id, pair, due, decision)
    chunk.lines.append(row)
    chunk.own[line_id] = row
    if decision.action == "book" and due is not None:
        _book(chunk, line, line_id, due)
        chunk.pairs[pair] = (line_id, "provisional" if line.kind == "provisional" else "confirmed")
    elif decision.action == "confirm":
        _confirm(chunk, pair)
    lead = chunk.leads.get(line.key)
    if lead is not None and lead.item_id is not None and decision.action in {"book", "note"}:
        chunk.results.append((lead.item_id, line.result))


def _decide(chunk: Chunk, line: Reported, pair: str) -> tuple[Standing | None, Decision]:
    if chunk.file.kind == "gateway":
        attempt = chunk.attempts.get(line.key)
        return None, decide_gateway(line, attempt[:3] if attempt else None)
    earlier = chunk.pairs.get(pair)
    if line.kind == "cancelled":
        known = "provisional" if chunk.taken_back else (earlier or ("", ""))[1]
        return None, decide_line(line, None, known)
    lead = chunk.leads.get(line.key)
    if lead is None:
        return None, decide_line(line, None)
    due = chunk.standings[lead.receivable_id]
    target = Target(
        asked_yen=line.yen if lead.asked_yen is None else lead.asked_yen,
        balance_yen=due.due_yen - due.paid_yen,
        due_on=lead.pay_by or due.due_on,
        is_superseded=lead.is_superseded,
        is_withdrawn=due.is_withdrawn,
        is_part=lead.is_part,
    )
    return due, decide_line(line, target, earlier[1] if earlier else "")


def _line_row(
    chunk: Chunk, line: Reported, line_id: Key, pair: str, due: Standing | None, made: Decision
) -> list[Any]:
    state = STATE_OF.get(made.action, "provisional" if line.kind == "provisional" else "booked")
    owner = None if made.action == "wait" else _owner(chunk, line, due)
    return [
        line_id, chunk.file_id, line.no, line.kind, line.key, pair, line.yen,
        chunk.native(line.paid_on), line.result,
        seal_name(read_id(line_id), line.name) if line.name else b"", state, made.rule, owner, "", "",
    ]  # fmt: skip


def _owner(chunk: Chunk, line: Reported, due: Standing | None) -> Key | None:
    if line.kind == "cancelled":
        return chunk.taken_back
    attempt = chunk.attempts.get(line.key)
    return due.id if due is not None else attempt and attempt[3]


def _book(chunk: Chunk, line: Reported, line_id: Key, due: Standing) -> None:
    owed = chunk.owed[due.id]
    for part, (account, yen) in enumerate(allocate_ids(line.yen, owed)):
        owed[account] -= yen
        chunk.entries.append(
            [
                chunk.new_id(), due.id, "paid", yen, account, chunk.native(line.paid_on), chunk.moment,
                ROUTES[chunk.file.kind], origin_of(line_id), part, line.kind == "provisional", "",
                chunk.actor.ref,
            ]
        )  # fmt: skip
    before = due.state
    due.paid_yen += line.yen
    due.state = decide_state(
        due.due_yen, due.paid_yen, is_withdrawn=due.is_withdrawn, is_written_off=due.is_written_off
    )
    due.is_changed = True
    chunk.booked.append((due, origin_of(line_id), line.yen, before))


def _confirm(chunk: Chunk, pair: str) -> None:
    earlier = chunk.pairs[pair][0]
    own = chunk.own.get(earlier)
    if own is not None:
        own[LINE_COLUMNS.index("state")] = "booked"
    else:
        chunk.confirmed.append(earlier)
    chunk.pairs[pair] = (earlier, "confirmed")


def _write(chunk: Chunk) -> None:
    insert_rows(StatementLine, LINE_COLUMNS, chunk.lines, native=True)
    insert_rows(LedgerEntry, ENTRY_COLUMNS, chunk.entries, native=True)
    write_standings(chunk.standings.values(), at=chunk.at)
    if chunk.confirmed:
        change_rows(
            StatementLine,
            "id",
            (("state", "varchar"),),
            (("booked", one) for one in chunk.confirmed),
        )
    note_results(chunk.results, at=chunk.at)
