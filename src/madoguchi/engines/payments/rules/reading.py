# SPDX-License-Identifier: Apache-2.0
"""Who reads which kind of file into reported payments?"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from madoguchi.engines.payments.rules.matching import Kind, Reported
from madoguchi.engines.payments.rules.route_refusals import FileUnknown, RecordBroken
from madoguchi.engines.payments.rules.tables import read_deposits, read_eltax, read_gateway
from madoguchi.engines.payments.rules.zengin.convenience import read_convenience
from madoguchi.engines.payments.rules.zengin.debits import DONE, read_debits

Reader = Callable[[bytes, date], Iterator[Reported]]
ROUTES = {
    "convenience": "convenience", "el": "el", "transfer": "transfer", "deposits": "bank",
    "gateway": "card",
}  # fmt: skip
"""Kind of file → way by which its money came."""


def reader_of(kind: str) -> Reader:
    """The reader of a kind; it is given the day of reading.

    Raises:
        FileUnknown: there is none.
    """
    if kind not in _READERS:
        raise FileUnknown
    return _READERS[kind]


def register_reader(kind: str, reader: Reader) -> None:
    """Read a kind otherwise, such as the layout of another receiving agency."""
    _READERS[kind] = reader


def _read_results(data: bytes, on: date) -> Iterator[Reported]:
    found = read_debits(data)
    day = nearest_day(found.month_day, on)
    for one in found.debits:
        kind: Kind = "paid" if one.result == DONE else "failed"
        yield Reported(
            one.line, kind, one.reference, one.yen, day, found.month_day, result=one.result
        )


def nearest_day(month_day: str, on: date) -> date:
    """The day MMDD that lies nearest to a day; bank files name no year.

    Raises:
        RecordBroken: no year near has such a day.
    """
    days = []
    for year in (on.year - 1, on.year, on.year + 1):
        try:
            days.append(date(year, int(month_day[:2]), int(month_day[2:])))
        except ValueError:
            continue
    if not days:
        raise RecordBroken(line=1, why=f"引落日{month_day}という日はありません")
    return min(days, key=lambda one: abs((one - on) / timedelta(days=1)))


_READERS: dict[str, Reader] = {
    "convenience": lambda data, _: read_convenience(data),
    "el": lambda data, _: read_eltax(data),
    "transfer": _read_results,
    "gateway": lambda data, _: read_gateway(data),
    "deposits": lambda data, _: read_deposits(data),
}
