# SPDX-License-Identifier: Apache-2.0
"""How are names of persons, household members and signatures read?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.definition.kinds.base import (
    TOO_LONG,
    Asking,
    Fields,
    Found,
    Kind,
    Parts,
    Read,
    is_texts,
    say,
)
from madoguchi.kernel.definition.kinds.choices import NO, YES, refuse_twins
from madoguchi.kernel.definition.kinds.days import (
    DateKind,
    date_to_form,
    show_date,
)
from madoguchi.kernel.definition.questions import (
    DateQuestion,
    HouseholdMemberQuestion,
    PersonNameQuestion,
    SignatureQuestion,
)
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.names import NameReading, PersonName, read_person_name
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import text

NAME_PARTS = ("family", "given", "family_kana", "given_kana")


def _name_found(reading: NameReading) -> list[Found]:
    return [Found(p.part, p.code, p.message, p.blocking) for p in reading.problems]


def _as_answer(name: PersonName) -> dict[str, str]:
    return {part: getattr(name, part) for part in NAME_PARTS}


def show_name(value: Mapping[str, Any]) -> str:
    """港 太郎(ミナト タロウ)."""
    full = f"{value.get('family') or ''} {value.get('given') or ''}".strip()
    kana = f"{value.get('family_kana') or ''} {value.get('given_kana') or ''}".strip()
    return f"{full}({kana})" if kana else full


class PersonNameKind(Kind[PersonNameQuestion]):
    """Family and given name with kana; 外字 are kept and pointed out."""

    seconds = 25

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = {part: fields.get(part) for part in NAME_PARTS}
        if not any(part.strip() for part in typed.values()):
            return Read(None)
        return self._judge(typed)

    def check(self, value: Any, asking: Asking) -> Read:
        if not is_texts(value, *NAME_PARTS):
            return self.refuse_shape()
        read = self._judge(value)
        return read if not read.ok or read.value == value else self.refuse_shape()

    def _judge(self, typed: Mapping[str, str]) -> Read:
        question = self.question
        reading = read_person_name(typed, kana=question.kana, single=question.single)
        return Read(_as_answer(reading.name) if reading.ok else None, _name_found(reading))

    def show(self, value: Any, lang: str) -> str:
        return show_name(value)

    def to_form(self, value: Any) -> Parts:
        return {part: [value[part]] for part in NAME_PARTS}


_RELATION = text(
    "続柄を入れてください。例: 妻、長男",
    "Enter the relation, such as 妻 (wife) or 長男 (eldest son).",
    "あなたとの 関係を 書いてください。例: 妻、長男",
)
_RELATION_OFFER = text(
    "続柄は、画面にある答えから選んでください。",
    "Choose one of the relations shown.",
    "関係は 画面に ある こたえから えらんでください。",
)
_TOGETHER = text(
    "一緒に住んでいるかどうかを選んでください。",
    "Choose whether you live together.",
    "いっしょに すんでいるか えらんでください。",
)
_BIRTH = text("生年月日", "Date of birth", "生まれた日")
_RELATION_LABEL = text("続柄", "Relation", "あなたとの 関係")
_MOST_RELATION = 20


class HouseholdMemberKind(Kind[HouseholdMemberQuestion]):
    """A member of the household: name, kana, birth, relation, living together."""

    seconds = 60

    def compile(self, compiler: Compiler, path: str) -> None:
        refuse_twins(self.question.relations, compiler, path)
        birth = DateQuestion(id=self.question.id, label=_BIRTH, type="date", birth=True)
        self.birth = DateKind(birth, compiler, path)

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = {part: fields.get(part) for part in NAME_PARTS}
        rest = ("relation", "together", "birth.year", "birth.month", "birth.day", "birth")
        if not any(part.strip() for part in (*typed.values(), *map(fields.get, rest))):
            return Read(None)
        together = {"yes": True, "no": False}.get(fields.get("together"))
        birth = self.birth.read(fields.under("birth"), asking)
        relation = normalise(fields.get("relation"))
        return self._judge(typed, birth, relation, together=together)

    def check(self, value: Any, asking: Asking) -> Read:
        names = (*NAME_PARTS, "relation")
        if not isinstance(value, dict) or value.keys() != {*names, "birth", "together"}:
            return self.refuse_shape()
        together, relation = value["together"], value["relation"]
        if not is_texts({n: value[n] for n in names}, *names) or not isinstance(together, bool):
            return self.refuse_shape()
        if normalise(relation) != relation:
            return self.refuse_shape()
        birth = self.birth.check(value["birth"], asking)
        read = self._judge({n: value[n] for n in NAME_PARTS}, birth, relation, together=together)
        return read if not read.ok or read.value == value else self.refuse_shape()

    def _judge(
        self, typed: Mapping[str, str], birth: Read, relation: str, *, together: bool | None
    ) -> Read:
        reading = read_person_name(typed)
        found = _name_found(reading)
        if birth.value is None and not birth.found:
            found.append(self.birth.refuse_missing()._replace(part="birth"))
        found += [f._replace(part=f"birth.{f.part}" if f.part else "birth") for f in birth.found]
        found += self._check_relation(relation)
        if together is None:
            found.append(Found("together", "missing", _TOGETHER))
        value = {
            **_as_answer(reading.name),
            "birth": birth.value,
            "relation": relation,
            "together": together,
        }
        return Read(value if not any(f.blocking for f in found) else None, found)

    def _check_relation(self, relation: str) -> list[Found]:
        if not relation:
            return [Found("relation", "missing", _RELATION)]
        if self.question.relations:
            known = {option.id for option in self.question.relations}
            return [] if relation in known else [Found("relation", "not_offered", _RELATION_OFFER)]
        count = len(relation)
        if count <= _MOST_RELATION:
            return []
        over = count - _MOST_RELATION
        said = say(TOO_LONG, label=_RELATION_LABEL, most=_MOST_RELATION, count=count, over=over)
        return [Found("relation", "too_long", said)]

    def show(self, value: Any, lang: str) -> str:
        options = {option.id: option.label for option in self.question.relations}
        relation = options.get(value["relation"])
        shown = relation.pick(lang) if relation else value["relation"]
        together = (YES if value["together"] else NO).pick(lang)
        lives = {"en": "lives together: ", "easy": "いっしょに すんでいる: "}.get(lang, "同居: ")
        birth = show_date(value["birth"], lang)
        return "\n".join((show_name(value), birth, shown, f"{lives}{together}"))

    def to_form(self, value: Any) -> Parts:
        parts = {part: [value[part]] for part in (*NAME_PARTS, "relation")}
        parts["together"] = ["yes" if value["together"] else "no"]
        birth = date_to_form(value["birth"])
        return parts | {f"birth.{part}": posted for part, posted in birth.items()}


class SignatureKind(Kind[SignatureQuestion]):
    """The filer's name as a signature in words, with the day on which it was written."""

    def read(self, fields: Fields, asking: Asking) -> Read:
        name = normalise(fields.get("name") or fields.get())
        if not name:
            return Read(None)
        earlier = asking.earlier
        same = isinstance(earlier, dict) and earlier.get("name") == name
        signed_on = earlier.get("signed_on") if same else asking.ctx.today.isoformat()
        return self._judge({"name": name, "signed_on": signed_on})

    def check(self, value: Any, asking: Asking) -> Read:
        if not is_texts(value, "name", "signed_on") or not _is_day(value["signed_on"]):
            return self.refuse_shape()
        return self._judge(value) if value["name"] else self.refuse_shape()

    def _judge(self, value: dict[str, Any]) -> Read:
        count = len(value["name"])
        if count > 100:
            over = count - 100
            found = self.problem("too_long", TOO_LONG, "name", most=100, count=count, over=over)
            return Read(None, [found])
        return Read(value)

    def show(self, value: Any, lang: str) -> str:
        day = format_date(date.fromisoformat(value["signed_on"]), lang)
        return f"{value['name']}({day})"

    def to_form(self, value: Any) -> Parts:
        return {"name": [value["name"]]}


def _is_day(written: str) -> bool:
    try:
        return len(written) == 10 and bool(date.fromisoformat(written))
    except ValueError:
        return False
