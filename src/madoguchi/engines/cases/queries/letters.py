# SPDX-License-Identifier: Apache-2.0
"""What does a letter look like? Drawn by Typst from the pack's form and the case's data.

A form reads ``json(bytes(sys.inputs.data))``, may import ``/letter.typ`` (this engine's common
form), and sees the keys that ``letter_data`` makes. Nothing in the data is run: it is JSON.
"""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal

import typst
from django.conf import settings

from madoguchi.engines.cases.models import Case, Letter
from madoguchi.engines.cases.queries.city import office_city
from madoguchi.engines.cases.queries.editions import Edition
from madoguchi.engines.cases.queries.fields import list_described
from madoguchi.engines.cases.rules.answers import join_address, join_name
from madoguchi.kernel.definition.acting import ADDRESS, NAME, letters_go_to_agent
from madoguchi.kernel.definition.results import DescribedStep
from madoguchi.kernel.definition.schema import Outcome
from madoguchi.kernel.eras import format_wareki
from madoguchi.kernel.money import format_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text

FORMS = Path(__file__).resolve().parent.parent / "templates/cases/letters"
PDF_STANDARD: Literal["ua-1"] = "ua-1"
_here = threading.local()


class LetterFails(Refusal):
    """The form of the letter cannot be drawn with this case's data."""

    code: ClassVar[str] = "letter_fails"


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What an officer adds to a letter."""

    number: str
    on: date
    reasons: tuple[str, ...] = ()
    law: str = ""
    message: str = ""
    preview: bool = False


def letter_data(
    case: Case, edition: Edition, outcome: Outcome, words: LetterWords
) -> dict[str, Any]:
    """All that a form may show."""
    described = list_described(edition, case)
    return {
        "document": {"number": words.number, "date": format_wareki(words.on)},
        "title": f"{case.procedure_title} {outcome.title.ja}通知書",
        "outcome": {"key": case.outcome, "title": outcome.title.ja},
        "preview": words.preview,
        "city": _city(),
        "section": _section(case.section),
        "applicant": {
            "name": case.applicant_name,
            "kana": case.applicant_kana,
            "address": case.applicant_address,
            "birth": format_wareki(case.applicant_birth_on) if case.applicant_birth_on else "",
        },
        "recipient": _recipient(case, edition),
        "case": {
            "number": case.number,
            "procedure": case.procedure_title,
            "received_on": format_wareki(case.received_on),
            "decided_on": format_wareki(case.decided_on or words.on),
        },
        "law": words.law or "、".join(str(law) for law in edition.procedure.law),
        "reasons": list(words.reasons) or [reason.ja for reason in outcome.reasons[:1]],
        "message": words.message,
        "fee": format_yen(case.fee_yen) if case.fee_yen else "",
        "appeal": _appeal() if outcome.appeal else [],
        "answers": _answers(described),
        "shown": {row.question_id: row.text for s in described if s.item is None for row in s.rows},
        "items": _items(described),
        "values": case.content.answers,
    }


def _recipient(case: Case, edition: Edition) -> dict[str, str]:
    """To whom the letter is addressed: the person concerned, or who acts for them as set."""
    answers = case.content.answers
    if letters_go_to_agent(edition.procedure, answers):
        name, address = join_name(answers.get(NAME)), join_address(answers.get(ADDRESS))
        return {"name": name, "address": address, "for": case.applicant_name}
    return {"name": case.applicant_name, "address": case.applicant_address, "for": ""}


def open_letter(letter: Letter) -> bytes:
    """The PDF of an issued letter in the clear."""
    return letter.open()


def draw(edition: Edition, outcome: Outcome, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The letter as a tagged PDF (PDF/UA-1).

    Raises:
        LetterFails: the form is missing or does not compile with this data.
    """
    try:
        drawn = _compiler().compile(
            input=_files(edition, outcome),
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
            pdf_standards=[PDF_STANDARD],
            timestamp=int(at.timestamp()),
        )
    except (RuntimeError, typst.TypstError) as problem:
        raise LetterFails(
            text(
                f"通知書を作れませんでした({outcome.letter})。様式を確かめてください。",
                f"The letter could not be drawn ({outcome.letter}).",
            ),
            next_step=text(
                "決定はまだ行われていません。システムの担当に、様式の名前を伝えてください。",
                "Nothing was decided. Tell the administrator the name of the form.",
            ),
        ) from problem
    if not isinstance(drawn, bytes):
        raise TypeError("a letter is drawn into one file")
    return drawn


def _files(edition: Edition, outcome: Outcome) -> Any:
    """The form as main.typ, beside it the common form and all letters of the packs."""
    form = edition.letters.get(outcome.letter or "") or _common("plain.typ")
    files = {"letter.typ": _common("letter.typ"), **edition.letters, "main.typ": form}
    return {name: source.encode() for name, source in files.items()}


@lru_cache(maxsize=4)
def _common(name: str) -> str:
    return (FORMS / name).read_text(encoding="utf-8")


def _compiler() -> typst.Compiler:
    """One compiler per thread: its fonts and common forms stay warm."""
    if not hasattr(_here, "compiler"):
        empty: Any = b""
        _here.compiler = typst.Compiler(
            input=empty,
            root=str(FORMS),
            font_paths=[str(path) for path in settings.FONT_PATHS if Path(path).is_dir()],
            ignore_system_fonts=True,
        )
    return _here.compiler


def _city() -> dict[str, str]:
    city = office_city()
    return {
        "name": city.name.ja,
        "mayor": city.mayor.title.ja,
        "mayor_name": city.mayor.name or "",
        "address": city.hall.in_line(),
        "telephone": city.telephone,
    }


def _section(key: str) -> dict[str, str]:
    city = office_city()
    section = city.find_section(key)
    return {
        "name": section.name.ja if section else key,
        "telephone": city.telephone_of(key),
        "place": city.place_of(key),
    }


def _appeal() -> list[str]:
    """教示 (行政不服審査法 第82条, 行政事件訴訟法 第46条)."""
    mayor, city = office_city().mayor.title.ja, office_city().name.ja
    late = "(決定の日の翌日から1年を過ぎると、正当な理由がないかぎり、できなくなります)。"
    review = (
        "この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、"
        f"{mayor}に対して審査請求をすることができます{late}"
    )
    suit = (
        "この決定の取消しの訴えは、この決定があったことを知った日の翌日から起算して6か月以内に、"
        f"{city}を被告として({mayor}が{city}を代表します)提起することができます{late}"
        "審査請求をしたときは、その裁決があったことを知った日の翌日から起算して6か月以内です。"
    )
    return [review, suit]


def _answers(described: Iterable[DescribedStep]) -> list[dict[str, Any]]:
    return [
        {
            "title": step.title,
            "rows": [{"label": row.label, "text": row.text} for row in step.rows],
        }
        for step in described
    ]


def _items(described: Iterable[DescribedStep]) -> dict[str, list[dict[str, str]]]:
    """Repeating step → for each item, question → answer in words."""
    items: dict[str, list[dict[str, str]]] = {}
    for step in described:
        if step.item is not None:
            rows = {row.question_id: row.text for row in step.rows}
            items.setdefault(step.step_id, []).append(rows)
    return items
