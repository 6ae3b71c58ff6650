# SPDX-License-Identifier: Apache-2.0
"""Which rows does a measured case consist of? Keys, tokens and encryption are the engine's own."""

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.cases.lives import STATE_AFTER, Life
from benchmarks.cases.people import Person, Town, answers_of, day_answer
from madoguchi.engines.cases.models import (
    Case,
    CaseAction,
    CaseContent,
    CaseFile,
    CorrectionRequest,
    Letter,
    Message,
    Note,
)
from madoguchi.engines.cases.models.content import PURPOSE, open_sealed
from madoguchi.engines.cases.models.search_index import lexemes_of
from madoguchi.engines.cases.queries.city import section_mark
from madoguchi.engines.cases.queries.editions import Edition
from madoguchi.engines.cases.queries.new_case import personal_columns
from madoguchi.engines.cases.rules.answers import list_searchable
from madoguchi.engines.cases.rules.documents import format_document_number
from madoguchi.engines.cases.rules.retention import calculate_destroy_on
from madoguchi.engines.cases.rules.tokens import index_tokens, month_token, section_token
from madoguchi.kernel.fiscal_years import fiscal_year_of
from madoguchi.kernel.ids import ALPHABET, check_character, new_id, new_receipt_number
from madoguchi.platform.crypto.derive import derive, key_id_of_secret
from madoguchi.platform.crypto.envelope import VERSION
from madoguchi.platform.crypto.keys import zone_keys

CASE = Case._meta.db_table
SEARCH = "cases_search"
COLUMNS: dict[str, tuple[str, ...]] = {
    model._meta.db_table: tuple(
        str(f.column) for f in model._meta.concrete_fields if not f.generated
    )
    for model in (Case, CaseContent, CaseAction, Note, Message, CorrectionRequest, Letter, CaseFile)
} | {SEARCH: ("case_id", "received_at", "tokens")}
"""Table → its columns; no column is left to a default."""
_MARKS = (("person", "phone", None, "つながる電話番号を入れてください。"),)
_SPREAD, _MASK = 0x9E3779B97F4A7C15, (1 << 40) - 1


@dataclass(frozen=True, slots=True)
class Clerk:
    """Someone of a section who works on cases."""

    ref: str
    name: str
    login: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A person with what the engine makes of them: columns and tokens, the same for each case."""

    person: Person
    columns: Mapping[str, Any]
    lexemes: str


class Sealer:
    """Encrypts as the engine does, with the key worked out once; checked on its first value."""

    def __init__(self) -> None:
        key = derive(zone_keys().field_masters[0], f"field/{PURPOSE}")
        self.head = bytes([VERSION]) + key_id_of_secret(key)
        self.cipher = AESGCM(key)
        row_id, checked = str(new_id()), {"answers": {"name": "灯"}, "provenance": {}}
        assert open_sealed(row_id, self.seal(row_id, checked)) == checked

    def seal(self, row_id: str, value: Mapping[str, Any]) -> bytes:
        """The content of a row, closed."""
        plain = orjson.dumps(value)
        nonce = os.urandom(12)
        return self.head + nonce + self.cipher.encrypt(nonce, plain, self.head + row_id.encode())


class Stamps:
    """Seconds, days and ids as the database's text, from small tables."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.clock = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400)]

    def at(self, second: int) -> str:
        """An instant in UTC."""
        return f"{_day(second // 86_400 + 719_163)} {self.clock[second % 86_400]}"

    def new_id(self, second: int) -> str:
        """A UUIDv7 of that instant, as 32 hex digits."""
        r = self.chance.getrandbits(74)
        milliseconds = second * 1000 + (r & 511)
        return f"{milliseconds:012x}7{r & 0xFFF:03x}{'89ab'[r >> 12 & 3]}{r >> 14:015x}"


@lru_cache(maxsize=20_000)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=100_000)
def _lexemes(words: str) -> str:
    return _lexemes_of([words])


def _lexemes_of(words: Sequence[str]) -> str:
    """The tokens of words alone, without those of a section and a month."""
    whole = index_tokens(words, section="", received_on=date.min)
    return lexemes_of(whole[len(index_tokens([], section="", received_on=date.min)) :])


@lru_cache(maxsize=4_000)
def _month(received_on: str) -> str:
    return lexemes_of([month_token(date.fromisoformat(received_on))])


class RowMaker:
    """Makes the rows of one case after the other."""

    def __init__(
        self,
        editions: Mapping[str, Edition],
        staff: Mapping[str, Sequence[Clerk]],
        town: Town,
        *,
        reply_key: str,
        part: tuple[int, int],
    ) -> None:
        self.editions, self.staff, self.town = editions, staff, town
        self.chance, self.reply_key = town.chance, reply_key
        self.stamps, self.sealer = Stamps(self.chance), Sealer()
        self.sections = {key: lexemes_of([section_token(key)]) for key in staff}
        self.part, self.made = part, 0
        self.serials: dict[tuple[str, int], int] = {}
        self.rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}

    def meet(self) -> Known:
        """Draw a person and work out once what the engine keeps of one."""
        person = self.town.draw()
        edition = next(iter(self.editions.values()))
        columns = personal_columns(edition, answers_of("small", person, self.town, from_on={}))
        words = [columns[f"applicant_{part}"] for part in ("name", "kana", "address", "email")]
        return Known(person, columns, _lexemes_of(words))

    def make(self, life: Life, known: Known) -> None:
        """Add every row of a case."""
        self.made += 1
        edition = self.editions[life.plan.id]
        from_on = day_answer(date.fromordinal(life.received_on))
        answers = answers_of(life.plan.size, known.person, self.town, from_on=from_on)
        case_id = self.stamps.new_id(life.seconds[0])
        case = self._case(case_id, life, known, answers)
        self._content(case_id, answers)
        self._search(case, known, list_searchable(edition.procedure, answers))
        self._actions(case, life)
        if life.plan.size != "small":
            self._file(case, life)
        self.rows[CASE].append(tuple(case[column] for column in COLUMNS[CASE]))

    def _case(
        self, case_id: str, life: Life, known: Known, answers: Mapping[str, Any]
    ) -> dict[str, Any]:
        received = date.fromordinal(life.received_on)
        clerk = self.chance.choice(self.staff[life.plan.section])
        closed_on = date.fromordinal(life.seconds[-1] // 86_400 + 719_163)
        return {
            "id": case_id,
            "number": self._number(received),
            "submission_id": self.stamps.new_id(life.seconds[0]),
            "procedure_id": life.plan.id,
            "procedure_title": life.plan.title,
            "revision": 1,
            "section": life.plan.section,
            "version": len(life.kinds),
            "state": life.state,
            "is_open": life.is_open,
            "correction_arrived": life.arrived,
            "assignee_ref": clerk.ref if life.assigned else "",
            "assignee_name": clerk.name if life.assigned else "",
            "received_at": self.stamps.at(life.seconds[0]),
            "received_on": received.isoformat(),
            "standard_days": life.plan.days,
            "extended_days": 0,
            "due_on": _day(life.due_on),
            "paused_on": _day(life.asked_on) if life.state == "correction" else None,
            "changed_at": self.stamps.at(life.seconds[-1]),
            **_texts(known),
            "fee_yen": 300 * answers["copies"] if life.plan.size == "small" else None,
            "channel": self.chance.choices(("online", "counter", "paper"), (70, 20, 10))[0],
            "language": "ja",
            "identity": "none",
            "proof_state": "",
            "file_count": int(life.plan.size != "small"),
            "message_count": sum(kind.startswith("message_") for kind in life.kinds),
            "finding_count": 0,
            "outcome": life.outcome,
            "decided_on": _day(life.decided_on) if life.outcome else None,
            "decided_days": life.decided_days if life.outcome else None,
            "decided_late": bool(life.outcome) and life.decided_on > life.due_on,
            "closed_at": self.stamps.at(life.seconds[-1]) if life.outcome else None,
            "destroy_on": _destroy_on(life.outcome, closed_on) if life.outcome else None,
        }

    def _number(self, on: date) -> str:
        """A receipt number that no other case has: a serial, spread over all numbers."""
        place, places = self.part
        code = ((self.made * places + place) * _SPREAD) & _MASK
        middle = "".join(ALPHABET[code >> shift & 31] for shift in range(35, -1, -5))
        head = _head(on.toordinal())
        return f"{head}-{middle[:4]}-{middle[4:]}-{check_character(head + middle)}"

    def _content(self, case_id: str, answers: Mapping[str, Any]) -> None:
        hyphenated = "-".join(
            (case_id[:8], case_id[8:12], case_id[12:16], case_id[16:20], case_id[20:])
        )
        sealed = self.sealer.seal(hyphenated, {"answers": answers, "provenance": {}})
        self.rows["cases_casecontent"].append((case_id, sealed, "[]", self.reply_key, ""))

    def _search(self, case: Mapping[str, Any], known: Known, words: Sequence[str]) -> None:
        own = (self.sections[case["section"]], _month(case["received_on"]), known.lexemes)
        tokens = " ".join((*own, *map(_lexemes, words)))
        self.rows[SEARCH].append((case["id"], case["received_at"], tokens))

    def _actions(self, case: dict[str, Any], life: Life) -> None:
        state, section = "", self.staff[life.plan.section]
        clerk = self.chance.choice(section)
        who = (case["assignee_ref"] or clerk.ref, case["assignee_name"] or clerk.name)
        rows, case_id = self.rows["cases_caseaction"], case["id"]
        for n, (kind, second) in enumerate(zip(life.kinds, life.seconds, strict=True), start=1):
            state = STATE_AFTER.get(kind, state)
            at, new_id = self.stamps.at(second), self.stamps.new_id(second)
            outside = kind in {"opened", "message_received", "correction_received"}
            actor = ("guest", f"receipt:{case['number']}", "") if outside else ("staff", *who)
            data = self._act(kind, case, life, at, who)
            rows.append((new_id, case_id, n, kind, state, at, *actor, data))

    def _act(
        self, kind: str, case: dict[str, Any], life: Life, at: str, who: tuple[str, str]
    ) -> str:
        """The rows beside an action, and what the action says of them."""
        second = life.seconds[life.kinds.index(kind)]
        if kind == "note_written":
            key = self.stamps.new_id(second)
            self.rows["cases_note"].append((key, case["id"], "電話で確かめました。", *who, at))
            return f'{{"note": "{key}"}}'
        if kind.startswith("message_"):
            return self._message(kind, case, at, who, second)
        if kind == "correction_requested":
            return self._correction(case, life, at, who, second)
        if kind == "letter_issued":
            return self._letter(case, life, at, who, second)
        if kind == "assigned":
            return orjson.dumps({"to": who[0], "name": who[1], "from": ""}).decode()
        if kind in {"decision_proposed", "approved", "refused"}:
            return _verdict(life.plan.title, life.outcome or "approved")
        return '{"channel": "online", "findings": 0}' if kind == "opened" else "{}"

    def _message(
        self, kind: str, case: Mapping[str, Any], at: str, who: tuple[str, str], second: int
    ) -> str:
        key, outside = self.stamps.new_id(second), kind == "message_received"
        words = "承知しました。明日の午後に電話します。" if outside else "窓口は17時15分までです。"
        writer = ("", case["applicant_name"]) if outside else who
        self.rows["cases_message"].append((key, case["id"], outside, words, *writer, at))
        return f'{{"message": "{key}"}}'

    def _correction(
        self, case: Mapping[str, Any], life: Life, at: str, who: tuple[str, str], second: int
    ) -> str:
        key = self.stamps.new_id(second)
        returned = "correction_received" in life.kinds
        marks = [{"step": s, "question": q, "item": i, "reason": r} for s, q, i, r in _MARKS]
        back = life.seconds[life.kinds.index("correction_received")] if returned else 0
        self.rows["cases_correctionrequest"].append(
            (
                key, case["id"], orjson.dumps(marks).decode(), "",
                _day(life.asked_on + 14), at, _day(life.asked_on), who[1],
                self.stamps.new_id(back) if returned else None,
                _day(life.returned_on) if returned else None,
                self.stamps.at(back) if returned else None, "arrived" if returned else "", None,
            )
        )  # fmt: skip
        return f'{{"request": "{key}", "fields": [["person", "phone", null]]}}'

    def _letter(
        self, case: Mapping[str, Any], life: Life, at: str, who: tuple[str, str], second: int
    ) -> str:
        """The register of letters; the PDFs of past years are not made."""
        on = date.fromordinal(life.decided_on or life.received_on)
        book = (case["section"], fiscal_year_of(on))
        serial = self.serials[book] = self.serials.get(book, 0) + 1
        serial = serial * self.part[1] + self.part[0]
        number = format_document_number(_mark(case["section"]), serial)
        key, digest = self.stamps.new_id(second), f"{self.chance.getrandbits(256):064x}"
        self.rows["cases_letter"].append(
            (
                key, case["id"], *book, serial, number, life.outcome, "決定", on.isoformat(), at,
                who[1], digest, 21_000, None,
            )
        )  # fmt: skip
        return f'{{"letter": "{key}", "document_number": "{number}", "sha256": "{digest}"}}'

    def _file(self, case: Mapping[str, Any], life: Life) -> None:
        key, stored, copy = (self.stamps.new_id(life.seconds[0]) for _ in range(3))
        digest = f"{self.chance.getrandbits(256):064x}"
        self.rows["cases_casefile"].append(
            (
                key, case["id"], stored, "place", None, "本人確認.jpg", "image/jpeg", 412_345,
                digest, case["received_at"], False, "safe", "structural", '{"place": 1}', "", "clean",
                "ClamAV", case["received_at"], copy, "本人確認-無害化.jpg", "image/jpeg", 398_120, 1,
            )
        )  # fmt: skip


def _texts(known: Known) -> dict[str, Any]:
    birth = known.columns["applicant_birth_on"]
    return {**known.columns, "applicant_birth_on": birth.isoformat() if birth else None}


@lru_cache(maxsize=4_000)
def _head(ordinal: int) -> str:
    return new_receipt_number(date.fromordinal(ordinal)).split("-", 1)[0]


@lru_cache(maxsize=8_000)
def _destroy_on(outcome: str, closed_on: date) -> str:
    period = {"approved": "5y", "refused": "5y", "withdrawn": "1y"}[outcome]
    return str(calculate_destroy_on(period, closed_on))


@lru_cache(maxsize=100)
def _mark(section: str) -> str:
    return section_mark(section)


@lru_cache(maxsize=100)
def _verdict(title: str, outcome: str) -> str:
    reason = "要件を満たすため" if outcome == "approved" else "住所を確かめられないため"
    law = f"{title}に関する条例第7条第1項"
    verdict = {"outcome": outcome, "reasons": [reason], "law": law, "message": ""}
    return orjson.dumps(verdict).decode()
