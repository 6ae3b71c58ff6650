# SPDX-License-Identifier: Apache-2.0
"""How is a case found by words? A tsvector on PostgreSQL, an FTS5 table on SQLite.

The tokens are made by ``rules.tokens``; the database only stores and intersects them, so both
databases find the same cases. The table is made by the migrations, one shape per database.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection

MOST_HITS = 500
Span = tuple[datetime | None, datetime | None]
ALWAYS: Span = (None, None)
Table = Literal["cases_search", "cases_talk"]


def put_tokens(
    case_id: UUID, *, received_at: datetime, tokens: Sequence[str], fresh: bool = False
) -> None:
    """Index a case; ``fresh`` spares the look for what was there before."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO cases_search (case_id, received_at, tokens)"
                " VALUES (%s, %s, array_to_tsvector(%s::text[]))"
                " ON CONFLICT (case_id) DO UPDATE SET tokens = excluded.tokens",
                [case_id, received_at, _cleaned(tokens)],
            )
            return
        if not fresh:
            drop_tokens(case_id)
        cursor.execute(
            "INSERT INTO cases_search (case_id, received_at, tokens) VALUES (%s, %s, %s)",
            [case_id.hex, received_at.isoformat(), " ".join(map(_hex, tokens))],
        )


def put_talk(case_id: UUID, *, received_at: datetime, tokens: Sequence[str]) -> None:
    """Index one message, note or name of a file beside what is there; ``tokens`` are blind ones."""
    moment: Any = received_at
    key: Any = case_id
    value, made = "array_to_tsvector(%s::text[])", _cleaned(tokens)
    if connection.vendor != "postgresql":
        key, moment = case_id.hex, received_at.isoformat()
        value, made = "%s", " ".join(map(_hex, tokens))  # type: ignore[assignment]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_talk (case_id, received_at, tokens) VALUES (%s, %s, {value})",  # noqa: S608 - constants
            [key, moment, made],
        )


def lexemes_of(tokens: Iterable[str]) -> str:
    """The tokens as the column's text form: for COPY into a tsvector, or an FTS5 insert."""
    if connection.vendor == "postgresql":
        return " ".join(sorted({_lexeme(token) for token in _cleaned(tokens)}))
    return " ".join(map(_hex, tokens))


def drop_tokens(case_id: UUID) -> None:
    """Take a case out of the index."""
    _drop("cases_search", case_id)


def drop_talk(case_id: UUID) -> None:
    """Take what was written about a case out of the index."""
    _drop("cases_talk", case_id)


def _drop(table: Table, case_id: UUID) -> None:
    key: Any = case_id if connection.vendor == "postgresql" else case_id.hex
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE case_id = %s", [key])  # noqa: S608 - a constant


def find_ids(
    words: Sequence[Sequence[str]],
    *,
    section_tokens: Iterable[str] | None,
    windows: Sequence[Sequence[str]] = (),
    span: Span = ALWAYS,
    limit: int = MOST_HITS,
    table: Table = "cases_search",
) -> list[UUID]:
    """Ids of the newest cases that hold every token of every word, in any of the sections.

    A word of one character finds every token that begins with it. ``section_tokens`` None means
    all sections; none at all finds nothing. Each of the ``windows`` names months that are asked
    first: where they give enough, a word that half the city bears costs no more than a rare one.
    ``span``: received at or after the first, before the second. ``table``: what the applicant
    filed, or what was written about the case since.
    """
    sections = None if section_tokens is None else list(section_tokens)
    if not words or sections == []:
        return []
    wanted = [] if sections is None else [sections]
    for months in windows:
        found = _ask(table, words, [*wanted, months], span, limit)
        if len(found) >= limit:
            return found
    return _ask(table, words, wanted, span, limit)


def _ask(
    table: Table,
    words: Sequence[Sequence[str]],
    any_of: Sequence[Sequence[str]],
    span: Span,
    limit: int,
) -> list[UUID]:
    if connection.vendor == "postgresql":
        conditions, values = ["tokens @@ %s::tsquery"], [_tsquery(words, any_of)]
        moments: list[Any] = list(span)
    else:
        conditions, values = [f"{table} MATCH %s"], [_match(words, any_of)]
        moments = [moment and moment.astimezone(UTC).isoformat() for moment in span]
    for sign, moment in zip((">=", "<"), moments, strict=True):
        if moment is not None:
            conditions.append(f"received_at {sign} %s")
            values.append(moment)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT case_id FROM {table} WHERE {' AND '.join(conditions)}"  # noqa: S608 - constants
            " ORDER BY received_at DESC LIMIT %s",
            [*values, limit],
        )
        found = (row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in cursor)
        return list(dict.fromkeys(found))


def _cleaned(tokens: Iterable[str]) -> list[str]:
    return [token.replace("\x00", "") for token in tokens if token]


def _tsquery(words: Sequence[Sequence[str]], any_of: Sequence[Sequence[str]]) -> str:
    parts = [_lexeme(t) + (":*" if len(t) == 1 else "") for word in words for t in word]
    parts += ["(" + " | ".join(map(_lexeme, tokens)) + ")" for tokens in any_of]
    return " & ".join(parts)


def _lexeme(token: str) -> str:
    escaped = token.replace("\x00", "").replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _match(words: Sequence[Sequence[str]], any_of: Sequence[Sequence[str]]) -> str:
    parts = [_hex(t) + ("*" if len(t) == 1 else "") for word in words for t in word]
    query = "tokens : (" + " AND ".join(parts) + ")"
    for tokens in any_of:
        query += " AND tokens : (" + " OR ".join(map(_hex, tokens)) + ")"
    return query


def _hex(token: str) -> str:
    """A token that FTS5 takes for one word, whatever is in it; keeps prefixes."""
    return "x" + token.encode("utf-16-be").hex()
