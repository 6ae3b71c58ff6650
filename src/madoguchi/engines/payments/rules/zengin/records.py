# SPDX-License-Identifier: Apache-2.0
"""How is a record of 120 bytes cut into its fields, and written from them?

Numbers stand right, filled with 0; words stand left, filled with blanks. A field that is not used is
blank. Lines end with CR+LF, LF, or not at all; a file may end with the control byte 1A.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from madoguchi.engines.payments.rules.route_refusals import RecordBroken
from madoguchi.engines.payments.rules.zengin.letters import ALLOWED, from_bytes, to_bytes

LENGTH = 120
_END_OF_FILE = b"\x1a"


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a record: ``n`` digits or ``c`` words, with its length; ``is_blank`` if unused."""

    name: str
    kind: str
    length: int

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.name[0] == "_"


Layout = tuple[Field, ...]


def layout(*fields: tuple[str, str, int]) -> Layout:
    """A layout of 120 bytes; the fields must fill it.

    Raises:
        ValueError: they do not.
    """
    found = tuple(Field(*one) for one in fields)
    if sum(one.length for one in found) != LENGTH:
        raise ValueError(f"the fields are {sum(one.length for one in found)} bytes, not {LENGTH}")
    return found


def write_record(form: Layout, values: Mapping[str, str | int], *, line: int) -> bytes:
    """The 120 bytes; what is missing is 0 or blank.

    Raises:
        RecordBroken: a value is longer than its place, or no digits where digits must stand.
    """
    return b"".join(_write_field(field, values, line) for field in form)


def _write_field(field: Field, values: Mapping[str, str | int], line: int) -> bytes:
    value = str(values.get(field.name, ""))
    if not ALLOWED.issuperset(value):
        raise RecordBroken(line=line, why=f"{field.name}「{value[:30]}」に使えない文字があります")
    raw = to_bytes(value)
    if field.kind == "n" and value and not (value.isascii() and value.isdigit()):
        raise RecordBroken(line=line, why=f"{field.name}「{value[:30]}」は数字ではありません")
    if len(raw) > field.length:
        raise RecordBroken(
            line=line, why=f"{field.name}は{field.length}バイトまでです(いまは{len(raw)}バイト)"
        )
    if field.kind == "n" and not field.is_blank:
        return raw.rjust(field.length, b"0")
    return raw.ljust(field.length)


def read_record(form: Layout, raw: bytes, *, line: int) -> dict[str, str]:
    """The fields of a record: digits as they stand, words without the blanks behind them.

    Raises:
        RecordBroken: not 120 bytes, no digits where digits must stand, signs that are not allowed.
    """
    if len(raw) != LENGTH:
        raise RecordBroken(line=line, why=f"長さが{len(raw)}バイトです(120バイトのはずです)")
    found, at = {}, 0
    for field in form:
        if not field.is_blank:
            found[field.name] = _read_field(field, raw[at : at + field.length], line)
        at += field.length
    return found


def _read_field(field: Field, raw: bytes, line: int) -> str:
    if field.kind == "n":
        if not raw.isdigit():
            shown = raw.decode("cp932", "replace")
            raise RecordBroken(line=line, why=f"{field.name}「{shown}」は数字ではありません")
        return raw.decode("ascii")
    if raw.isspace():
        return ""
    value = from_bytes(raw)
    if value is None:
        raise RecordBroken(line=line, why=f"{field.name}に使えない文字があります")
    return value.rstrip(" ")


def cut_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Line number (from 1) and bytes of each record, whatever ends the lines.

    A file without line ends is cut every 120 bytes, and a rest at the end is given as it is.
    """
    data = data.rstrip(_END_OF_FILE)
    ending = next((one for one in (b"\n", b"\r") if one in data), b"")
    at = number = 0
    while at < len(data):
        end = data.find(ending, at) if ending else min(at + LENGTH, len(data))
        end = len(data) if end < 0 else end
        raw = data[at:end].rstrip(b"\r") if ending else data[at:end]
        at = end + len(ending)
        number += 1
        if raw:
            yield number, raw


def join_lines(records: Iterable[bytes], ending: bytes = b"\r\n") -> bytes:
    """The bytes of a file."""
    return b"".join(record + ending for record in records)
