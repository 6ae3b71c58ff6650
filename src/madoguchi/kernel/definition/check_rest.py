# SPDX-License-Identifier: Apache-2.0
"""Does what a definition says outside its rules fit together: facts, letters, applicant, ids?"""

from collections.abc import Iterable, Mapping

from madoguchi.kernel.definition.layout import Layout
from madoguchi.kernel.definition.problems import Report
from madoguchi.kernel.definition.questions import FeeQuestion, NoteQuestion
from madoguchi.kernel.definition.schema import Procedure, Step

_APPLICANT = {
    "name": ("person_name", "signature", "text"),
    "birth": ("date",),
    "address": ("address",),
    "phone": ("phone",),
    "email": ("email",),
}


def check_rest(
    procedure: Procedure, layout: Layout, facts: Mapping[str, str] | None, report: Report
) -> None:
    """Report everything that is no rule and still wrong."""
    for at, step in enumerate(procedure.steps):
        _check_step(procedure, step, f"steps[{at}]", report)
        for n, question in enumerate(step.questions):
            fact = None if isinstance(question, NoteQuestion | FeeQuestion) else question.fact
            if fact and facts is not None:
                path = f"steps[{at}].questions[{n}].fact"
                _check_fact(fact, question.type, facts, path, report)
    _check_applicant(procedure, layout, report)
    _check_outcomes(procedure, report)
    _check_references(procedure, layout, report)
    _check_twins("eligible", (rule.id for rule in procedure.eligible), report)
    _check_twins("checks", (check.id for check in procedure.checks), report)
    _check_twins("correction_reasons", (r.id for r in procedure.correction_reasons), report)
    step_ids = [step.id for step in procedure.steps]
    _check_twins("endings", (ending.id for ending in procedure.endings), report, step_ids)


def _check_fact(fact: str, type_: str, facts: Mapping[str, str], path: str, report: Report) -> None:
    known = facts.get(fact)
    if known is None:
        report.add(
            path,
            "unknown_fact",
            f"「{fact}」は項目の語彙(facts.yaml)にありません。",
            f"The fact {fact} is not in the vocabulary (facts.yaml).",
        )
    elif known != type_:
        report.add(
            path,
            "fact_type",
            f"「{fact}」の型は{known}です。この質問は{type_}です。",
            f"The fact {fact} is of type {known}; this question is {type_}.",
        )


def _check_step(procedure: Procedure, step: Step, path: str, report: Report) -> None:
    repeat = step.repeat
    ids = {question.id for question in step.questions}
    if repeat is not None and repeat.title is not None and repeat.title not in ids:
        report.add(
            f"{path}.repeat.title",
            "unknown_question",
            f"「{repeat.title}」という質問はこのステップにありません。",
            f"There is no question {repeat.title} in this step.",
        )
    if repeat is not None and repeat.min > repeat.max:
        ja, en = "くり返しの下限が上限より大きくなっています。", "min lies above max."
        report.add(f"{path}.repeat.min", "empty_range", ja, en)
    for n, question in enumerate(step.questions):
        if isinstance(question, FeeQuestion) and procedure.fee is None:
            ja, en = "手数料の決まり(fee)がありません。", "There is no fee rule to show."
            report.add(f"{path}.questions[{n}]", "no_fee", ja, en)
        if isinstance(question, NoteQuestion):
            _check_note(question, f"{path}.questions[{n}]", report)


def _check_note(note: NoteQuestion, path: str, report: Report) -> None:
    if ("{number}" in note.label.ja) != (note.number is not None):
        report.add(
            f"{path}.label",
            "note_number",
            "計算した数を見せるときは、numberと、文の中の{number}の両方を書いてください。",
            "A note with a computed number needs both number and {number} in its words.",
        )


def _check_applicant(procedure: Procedure, layout: Layout, report: Report) -> None:
    for part, name in procedure.applicant.items():
        path, source = f"applicant.{part}", layout.sources.get(name)
        if source is None:
            _unknown(name, path, report)
        elif source.group is not None:
            report.add(
                path,
                "inside_group",
                f"「{name}」はくり返しの中の質問なので、申請する方を表せません。",
                f"{name} is asked for each item, so it cannot name the applicant.",
            )
        elif source.type not in _APPLICANT[part]:
            wanted = "、".join(_APPLICANT[part])
            report.add(
                path,
                "wrong_type",
                f"「{name}」の型は{source.type}です。{part}には{wanted}の質問を指してください。",
                f"{name} is of type {source.type}; {part} needs {wanted}.",
            )
    if procedure.anonymous and procedure.applicant:
        ja = "無記名の手続きでは、申請する方を指せません。"
        report.add("applicant", "anonymous", ja, "An anonymous procedure names no applicant.")


def _check_outcomes(procedure: Procedure, report: Report) -> None:
    for key, outcome in procedure.outcomes.items():
        letter = outcome.letter
        if letter is not None and (not letter.endswith(".typ") or "/" in letter or len(letter) < 5):
            report.add(
                f"outcomes.{key}.letter",
                "letter_name",
                f"通知書は「letters」の中のファイル名(….typ)で書いてください。いまは「{letter}」です。",
                f"A letter is the name of a file under letters/ (….typ); it says {letter}.",
            )


def _check_references(procedure: Procedure, layout: Layout, report: Report) -> None:
    for n, reason in enumerate(procedure.correction_reasons):
        for at, name in enumerate(reason.questions):
            if name not in layout.sources:
                _unknown(name, f"correction_reasons[{n}].questions[{at}]", report)
    sections = [(f"routes[{n}].section", route.section) for n, route in enumerate(procedure.routes)]
    for path, section in [("section", procedure.section), *sections]:
        if not section.strip():
            ja, en = "担当の課のキーを書いてください。", "Name the section's key."
            report.add(path, "no_section", ja, en)


def _check_twins(where: str, ids: Iterable[str], report: Report, taken: Iterable[str] = ()) -> None:
    seen = set(taken)
    for n, name in enumerate(ids):
        if name in seen:
            ja, en = f"「{name}」が2回使われています。", f"The id {name} stands twice."
            report.add(f"{where}[{n}].id", "twin", ja, en)
        seen.add(name)


def _unknown(name: str, path: str, report: Report) -> None:
    ja, en = f"「{name}」という質問はありません。", f"There is no question {name}."
    report.add(path, "unknown_question", ja, en)
