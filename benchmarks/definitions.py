# SPDX-License-Identifier: Apache-2.0
"""Which procedures do the benchmarks file? Made, not taken from a city."""

from typing import Any

CONDITIONS = "bench-conditions"
QUESTIONS_95 = "bench-questions-95"
QUESTIONS_700 = "bench-questions-700"
SHORT = "bench-short"
PAPER = "paper"


def all_definitions() -> list[dict[str, Any]]:
    """Every definition that the benchmarks publish."""
    return [conditions(), wide(QUESTIONS_95, 95), wide(QUESTIONS_700, 700), short()]


def conditions() -> dict[str, Any]:
    """Ten steps of ten questions with 100 conditions that look back over all earlier steps."""
    steps = []
    for step in range(10):
        questions: list[dict[str, Any]] = []
        for number in range(10):
            index = step * 10 + number
            question: dict[str, Any] = {"id": f"q{index}", "label": f"質問{index}"}
            if number % 2 == 0:
                question |= {"type": "yes_no"}
            else:
                question |= {"type": "number", "minimum": 0, "maximum": 999}
            question["when"] = _condition(index)
            questions.append(question)
        steps.append({"id": f"step{step}", "title": f"{step + 1}つ目", "questions": questions})
    return _procedure(CONDITIONS, steps)


def _condition(index: int) -> dict[str, Any]:
    """A condition that holds for the answers of ``answer_for``, over two earlier questions."""
    if index < 2:
        return {"today": True, "on_or_after": "2020-01-01"}
    earlier = index - 1 - (index % 7) if index > 8 else index - 1
    other = earlier - 1 if earlier % 2 == 0 else earlier - 2
    boolean = earlier if earlier % 2 == 0 else earlier - 1
    parts: list[dict[str, Any]] = [{"question": f"q{max(boolean, 0)}", "is": True}]
    if other > 0:
        number = other if other % 2 else other - 1
        parts.append({"not": {"question": f"q{max(number, 1)}", "over": 900}})
    return {"all": parts}


def wide(procedure_id: str, count: int) -> dict[str, Any]:
    """One step with very many questions, then a short one."""
    kinds: list[dict[str, Any]] = [
        {"type": "text"},
        {"type": "yes_no"},
        {"type": "number", "minimum": 0, "maximum": 9999},
        {"type": "date"},
        {"type": "choice", "options": [{"id": f"o{n}", "label": f"選択肢{n}"} for n in range(4)]},
    ]
    questions = [
        {"id": f"q{n}", "label": f"質問{n}", **kinds[n % len(kinds)]} for n in range(count)
    ]
    return _procedure(
        procedure_id,
        [
            {"id": "wide", "title": "たくさんの質問", "questions": questions},
            {"id": "end", "title": "おわり", "questions": [_name()]},
        ],
    )


def short() -> dict[str, Any]:
    """The application that is submitted and opened by the thousand."""
    return _procedure(
        SHORT,
        [
            {
                "id": "person",
                "title": "申請する方",
                "questions": [
                    _name(),
                    {"id": "birth", "label": "生年月日", "type": "date", "birth": True},
                    {"id": "address", "label": "住所", "type": "address"},
                    {"id": "phone", "label": "電話", "type": "phone"},
                    {"id": "reason", "label": "理由", "type": "long_text"},
                ],
            }
        ],
        applicant={"name": "name", "birth": "birth", "address": "address", "phone": "phone"},
    )


def with_paper() -> dict[str, Any]:
    """The short one, to which a file may be attached."""
    definition = short()
    paper = {
        "id": PAPER, "label": "書類", "type": "file", "required": False, "at_least": 0,
        "at_most": 1, "accept": ["text"],
    }  # fmt: skip
    definition["steps"][0]["questions"].append(paper)
    return definition


def answer_for(question: dict[str, Any]) -> dict[str, str]:
    """The form fields that answer a question validly."""
    name, kind = question["id"], question["type"]
    number = sum(map(ord, name)) % 800
    if kind == "person_name":
        return {
            f"{name}.family": "灯",
            f"{name}.given": "あかり",
            f"{name}.family_kana": "トモシビ",
            f"{name}.given_kana": "アカリ",
        }
    if kind == "date":
        return {
            f"{name}.era": "showa",
            f"{name}.year": "63",
            f"{name}.month": "4",
            f"{name}.day": "12",
        }
    if kind == "address":
        return {
            f"{name}.postcode": "0000023",
            f"{name}.town": "灯台県灯台市灯川東二丁目",
            f"{name}.block": "8番5号",
            f"{name}.building": "",
        }
    if kind == "file":
        return {}
    plain = {
        "yes_no": "yes",
        "number": str(number),
        "choice": "o1",
        "phone": "090-0000-1234",
        "text": f"回答{number}",
        "long_text": "ベンチマークのための申請です。" * 4,
    }
    return {name: plain[kind]}


def step_fields(definition: dict[str, Any], step: int) -> dict[str, str]:
    """The form fields that answer a whole step."""
    fields: dict[str, str] = {}
    for question in definition["steps"][step]["questions"]:
        fields |= answer_for(question)
    return fields


def _name() -> dict[str, Any]:
    return {"id": "name", "label": "お名前", "type": "person_name"}


def _procedure(
    procedure_id: str, steps: list[dict[str, Any]], applicant: dict[str, str] | None = None
) -> dict[str, Any]:
    return {
        "id": procedure_id,
        "title": procedure_id,
        "summary": "ベンチマークのための手続きです。",
        "section": "citizens",
        "identity": "none",
        "guest": True,
        "standard_days": 15,
        "steps": steps,
        "applicant": applicant or {},
        "record": {"class": "ベンチマーク"},
    }
