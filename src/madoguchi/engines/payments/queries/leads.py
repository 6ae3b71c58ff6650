# SPDX-License-Identifier: Apache-2.0
"""Where do the keys of reported payments lead? A few queries for thousands of lines.

Ids stay as the database has them (``Key``): turning each into a UUID costs more than matching it.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F

from madoguchi.engines.payments.models import DUE_KINDS, Item
from madoguchi.engines.payments.queries.biller import confirmation_key, get_biller
from madoguchi.engines.payments.queries.many import (
    as_list,
    is_postgresql,
    native_value,
    read_day,
    read_id,
    within,
)
from madoguchi.engines.payments.rules.check_digits import is_digits
from madoguchi.engines.payments.rules.el_number import PayNumber, is_confirmed
from madoguchi.engines.payments.rules.matching import Reported

Key = Any
"""An id as the database has it: a UUID, or its 32 hexadecimal digits in SQLite."""


@dataclass(slots=True)
class Lead:
    """What a key asked for: which due, how many yen (None: whatever comes), until when."""

    receivable_id: Key
    asked_yen: int | None
    pay_by: date | None = None
    is_superseded: bool = False
    is_part: bool = False
    item_id: Key | None = None


@dataclass(slots=True)
class Standing:
    """A due as its row says; it moves along while lines of one chunk are booked."""

    id: Key
    number: str
    due_yen: int
    paid_yen: int
    state: str
    due_on: date | None
    is_withdrawn: bool
    is_written_off: bool
    late_rule: str
    source_ref: str
    payer_ref: str
    version: int
    is_changed: bool = False


def find_leads(kind: str, lines: Sequence[Reported]) -> dict[str, Lead]:
    """Key → lead, for a kind of file; keys that lead nowhere are left out."""
    keys = {one.key for one in lines}
    if kind == "convenience":
        return _by_slip("code", keys)
    if kind == "el":
        return _by_pay_number(keys)
    if kind == "transfer":
        return _by_reference(keys)
    return _by_any_number(keys)


def _by_slip(column: str, keys: Collection[str]) -> dict[str, Lead]:
    rows = _all(
        f"SELECT {column}, receivable_id, yen, pay_by, state, ordinal FROM payments_slip"  # noqa: S608
        f" WHERE {within(column, 'varchar')} AND {column} <> ''",
        [as_list(keys)],
    )
    return {
        key: Lead(
            due, yen, read_day(pay_by), is_superseded=state != "current",
            is_part=ordinal > 0,
        )
        for key, due, yen, pay_by, state, ordinal in rows
    }  # fmt: skip


def _by_pay_number(keys: Collection[str]) -> dict[str, Lead]:
    """The four numbers must fit together, or the key leads nowhere."""
    secret, agency = confirmation_key(), get_biller().agency
    numbers = {key: PayNumber(*key.split("/")) for key in keys if key.count("/") == 3}
    fitting = {
        key: one.number
        for key, one in numbers.items()
        if one.agency == agency and is_confirmed(secret, one)
    }
    found = _by_slip("pay_number", set(fitting.values()))
    return {key: found[number] for key, number in fitting.items() if number in found}


def _by_reference(keys: Collection[str]) -> dict[str, Lead]:
    rows = _all(
        "SELECT reference, receivable_id, yen, id FROM payments_transferitem"  # noqa: S608
        f" WHERE {within('reference', 'varchar')}",
        [as_list(keys)],
    )
    return {key: Lead(due, yen, item_id=item) for key, due, yen, item in rows}


def _by_any_number(keys: Collection[str]) -> dict[str, Lead]:
    """What a payer wrote: the number of a slip or of a due, with or without hyphens."""
    bare = {key: key.replace("-", "").replace(" ", "") for key in keys}
    digits = {one for one in bare.values() if is_digits(one)}
    found = {key: _whatever(one) for key, one in _by_slip("pay_number", digits).items()}
    rows = _all(
        "SELECT number, id FROM payments_receivable"  # noqa: S608
        f" WHERE {within('number', 'varchar')}",
        [as_list(digits)],
    )
    found |= {number: Lead(due, None) for number, due in rows}
    return {key: found[one] for key, one in bare.items() if one in found}


def _whatever(lead: Lead) -> Lead:
    lead.asked_yen, lead.is_superseded = None, False
    return lead


def load_standings(ids: Collection[Key]) -> dict[Key, Standing]:
    """The dues of leads, locked in the order of their ids until the end of the transaction."""
    lock = " ORDER BY id FOR NO KEY UPDATE" if is_postgresql() else ""
    rows = _all(
        "SELECT id, number, due_yen, paid_yen, state, due_on, withdrawn_at, written_off_at,"  # noqa: S608
        " late_rule, source_ref, payer_ref, version FROM payments_receivable"
        f" WHERE {within('id', 'uuid')}{lock}",
        [as_list(ids)],
    )
    return {
        row[0]: Standing(
            row[0], row[1], row[2], row[3], row[4], read_day(row[5]), row[6] is not None,
            row[7] is not None, *row[8:],
        )
        for row in rows
    }  # fmt: skip


def load_owed(ids: Collection[Key]) -> dict[Key, dict[Key, int]]:
    """Due → account → yen still owed on it, in the order of the items."""
    rows = _all(
        "SELECT receivable_id, account_id, kind, SUM(yen) FROM payments_ledgerentry"  # noqa: S608
        f" WHERE {within('receivable_id', 'uuid')} GROUP BY receivable_id, account_id, kind",
        [as_list(ids)],
    )
    owed: dict[Key, dict[Key, int]] = defaultdict(dict)
    for due, account, kind, yen in rows:
        sums = owed[due]
        sums[account] = sums.get(account, 0) + int(yen if kind in DUE_KINDS else -yen)
    for due, account in Item.objects.filter(
        receivable_id__in=[read_id(one) for one in ids if one not in owed],
        version=F("receivable__version"),
    ).values_list("receivable_id", "account_id"):
        owed[native_value(due)].setdefault(native_value(account), 0)
    return _ordered(owed)


def _ordered(owed: dict[Key, dict[Key, int]]) -> dict[Key, dict[Key, int]]:
    several = [due for due, sums in owed.items() if len(sums) > 1]
    if not several:
        return owed
    places: dict[Key, dict[Key, int]] = defaultdict(dict)
    items = Item.objects.filter(
        receivable_id__in=map(read_id, several), version=F("receivable__version")
    )
    for due, account in items.order_by("ordinal").values_list("receivable_id", "account_id"):
        known = places[native_value(due)]
        known.setdefault(native_value(account), len(known))
    for due in several:
        known = places[due]
        order = sorted(owed[due].items(), key=lambda one: known.get(one[0], len(known)))
        owed[due] = dict(order)
    return owed


EARLIER = {"provisional": "provisional", "booked": "confirmed", "reversed": "reversed"}
"""State of the line that brought the money → how ``decide_line`` names it."""


def load_pairs(pairs: Collection[str]) -> dict[str, tuple[Key, str]]:
    """Pair → the line that brought the money before, and how it stands."""
    rows = _all(
        "SELECT pair, id, state FROM payments_statementline"  # noqa: S608
        f" WHERE {within('pair', 'varchar')}"
        " AND state IN ('provisional', 'booked', 'reversed') ORDER BY id",
        [as_list(pairs)],
    )
    return {pair: (line, EARLIER[state]) for pair, line, state in rows}


def _all(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
