# SPDX-License-Identifier: Apache-2.0
"""A draft meets a new revision, and an officer marks fields to correct."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from madoguchi.kernel.definition import (
    apply_correction,
    correction_field,
    definition_digest,
    fill_correction,
    load_definition,
    procedure_json_schema,
    read_correction,
    rebase,
    validate_all,
)
from madoguchi.kernel.definition.load import write_procedure_schema
from tests.kernel.definition.making import CTX, compiled, one_step, procedure

ROOT = Path(__file__).resolve().parents[3]
OPTIONS = [{"id": key, "label": key} for key in ("a", "b", "c")]
OLD: list[dict[str, Any]] = [
    {
        "id": "start",
        "questions": [
            {"id": "kept", "type": "text", "label": "質問"},
            {"id": "reworded", "type": "text", "label": "質問"},
            {"id": "retyped", "type": "text", "label": "質問"},
            {"id": "lengthened", "type": "text", "label": "質問"},
            {"id": "removed", "type": "text", "label": "質問"},
            {"id": "narrowed", "type": "choice", "label": "質問", "options": OPTIONS},
            {"id": "moved_in", "type": "text", "label": "質問"},
            {"id": "agree", "type": "consent", "label": "同意", "text": "前の文"},
        ],
    },
    {
        "id": "people",
        "repeat": {"one": "人"},
        "questions": [
            {"id": "person", "type": "text", "label": "質問"},
            {"id": "age", "type": "number", "label": "質問"},
        ],
    },
]
NEW: list[dict[str, Any]] = [
    {
        "id": "second",
        "questions": [
            {"id": "added", "type": "text", "label": "質問"},
            {"id": "reworded", "type": "text", "label": "新しい質問"},
            {"id": "retyped", "type": "number", "label": "質問"},
            {"id": "lengthened", "type": "long_text", "label": "質問"},
            {"id": "narrowed", "type": "choice", "label": "質問", "options": OPTIONS[:2]},
            {"id": "agree", "type": "consent", "label": "同意", "text": "新しい文"},
        ],
    },
    {"id": "third", "questions": [{"id": "kept", "type": "text", "label": "質問"}]},
    {
        "id": "persons",
        "repeat": {"one": "人"},
        "questions": [
            {"id": "person", "type": "text", "label": "質問"},
            {"id": "moved_in", "type": "text", "label": "質問"},
        ],
    },
]


def test_a_draft_moves_by_the_ids_of_its_questions() -> None:
    old, new = compiled(procedure(OLD)), compiled(procedure(NEW))
    digest = old.by_question["agree"][1].kind.digest  # type: ignore[union-attr]
    answers = {
        "kept": "灯",
        "reworded": "あ",
        "retyped": "い",
        "lengthened": "お",
        "removed": "う",
        "narrowed": "c",
        "moved_in": "え",
        "agree": {"agreed": True, "digest": digest},
        "people": [{"person": "舟木", "age": 30}, {"person": "港", "age": 80}],
    }
    moved = rebase(old, new, answers)
    assert moved.answers == {
        "kept": "灯",
        "reworded": "あ",
        "persons": [{"person": "舟木"}, {"person": "港"}],
    }
    assert moved.dropped == (
        "retyped",
        "lengthened",
        "removed",
        "narrowed",
        "moved_in",
        "agree",
        "age",
    )
    assert moved.changed == ("reworded",)


def test_the_same_revision_changes_nothing() -> None:
    form = compiled(procedure(OLD))
    answers = {"kept": "灯", "reworded": None, "people": [{"person": "舟木"}]}
    assert rebase(form, form, answers) == rebase(form, form, answers)
    assert rebase(form, form, answers).answers == answers


@dataclass(frozen=True)
class Mark:
    step: str
    question: str
    item: int | None = None


FORM = compiled(
    procedure(
        [
            {
                "id": "start",
                "questions": [
                    {"id": "name", "type": "text", "label": "質問"},
                    {"id": "phone", "type": "phone", "label": "電話"},
                    {"id": "photo", "type": "file", "label": "写真"},
                ],
            },
            {
                "id": "people",
                "repeat": {"one": "人"},
                "questions": [
                    {"id": "born", "type": "date", "label": "生年月日", "not_after": "today"},
                    {
                        "id": "moved",
                        "type": "date",
                        "label": "引っ越した日",
                        "required": False,
                        "not_before": {"question": "born"},
                    },
                ],
            },
        ]
    )
)
FILE = {"id": "f", "name": "a.jpg", "type": "image/jpeg", "size": 9, "sha256": "0"}
DAY = {"value": "2019-05-01", "text": "令和元年5月1日", "precision": "day"}
SENT: dict[str, Any] = {
    "name": "灯",
    "phone": "090-0000-1125",
    "photo": [FILE],
    "people": [{"born": DAY}, {"born": DAY}],
}
MARKS = [Mark("start", "phone"), Mark("people", "born", 1), Mark("start", "photo")]


def test_exactly_the_marked_fields_are_read() -> None:
    posted = {
        "phone": ["０８０-0000-2301"],
        "name": ["別の名前"],
        "people.1.born.era": ["令和"],
        "people.1.born.year": ["2"],
        "people.1.born.month": ["6"],
        "people.1.born.day": ["3"],
        "people.0.born.year": ["5"],
    }
    reading = read_correction(FORM, MARKS, posted, SENT, CTX)
    assert reading.ok
    assert reading.values == {"phone": "080-0000-2301", "photo": [FILE]}
    assert reading.items == {
        "people": {
            1: {"born": {"value": "2020-06-03", "text": "令和2年6月3日", "precision": "day"}}
        }
    }
    assert "name" not in reading.raw
    marked = {(mark.step, mark.question, mark.item) for mark in MARKS}
    tampered = {**reading.values, "name": "別の名前"}
    corrected = apply_correction(SENT, tampered, reading.items, marked)
    assert corrected["name"] == "灯"
    assert corrected["phone"] == "080-0000-2301"
    assert [row["born"]["value"] for row in corrected["people"]] == ["2019-05-01", "2020-06-03"]
    assert SENT["people"][1]["born"] == DAY


def test_corrections_are_checked_like_any_answer() -> None:
    posted = {"phone": ["123"], "people.1.born.era": ["令和"], "people.1.born.year": ["9"],
              "people.1.born.month": ["1"], "people.1.born.day": ["1"]}  # fmt: skip
    reading = read_correction(FORM, MARKS, posted, SENT, CTX)
    found = [(e.step, e.item, e.question, e.code) for e in reading.errors]
    assert found == [
        ("start", None, "phone", "phone_zero"),
        ("people", 1, "born", "too_late"),
    ]
    assert reading.raw["people.1.born.year"] == ["9"]


def test_limits_within_an_item_are_those_of_the_item() -> None:
    mark = [Mark("people", "moved", 1)]
    earlier = {"value": "2018-01-01", "text": "平成30年1月1日", "precision": "day"}
    posted = {"people.1.moved": ["2018-06-01"]}
    assert read_correction(FORM, mark, posted, SENT, CTX).errors[0].code == "too_early"
    sent = {**SENT, "people": [{"born": DAY}, {"born": earlier}]}
    assert read_correction(FORM, mark, posted, sent, CTX).ok
    moved = {"value": "2018-06-01", "text": "2018年6月1日", "precision": "day"}
    both = {**SENT, "people": [{"born": earlier, "moved": moved}, {"born": DAY, "moved": moved}]}
    found = [(e.item, e.question, e.code) for e in validate_all(FORM, both, CTX)]
    assert found == [(1, "moved", "too_early")]


def test_marks_that_mean_nothing_are_left_out() -> None:
    strange = [Mark("start", "nobody"), Mark("people", "born"), Mark("people", "born", 9),
               Mark("start", "name", 0)]  # fmt: skip
    reading = read_correction(FORM, strange, {}, SENT, CTX)
    assert reading.values == {}
    assert (
        apply_correction(SENT, {}, {"people": {9: {"born": DAY}}}, {("people", "born", 9)}) == SENT
    )


def test_the_page_of_corrections_shows_what_was_sent() -> None:
    assert correction_field(MARKS[1]) == "people.1.born"
    assert fill_correction(FORM, MARKS, SENT) == {
        "phone": ["090-0000-1125"],
        "people.1.born.era": ["令和"],
        "people.1.born.year": ["元"],
        "people.1.born.month": ["5"],
        "people.1.born.day": ["1"],
    }


def test_the_digest_tells_whether_a_definition_changed() -> None:
    one = load_definition(one_step({"id": "q", "type": "text"}))
    same = load_definition(one_step({"id": "q", "type": "text", "required": True}))
    other = load_definition(one_step({"id": "q", "type": "text", "required": False}))
    assert definition_digest(one) == definition_digest(same)
    assert definition_digest(one) != definition_digest(other)


def test_the_published_schema_is_current(tmp_path: Path) -> None:
    written = write_procedure_schema(tmp_path).read_text(encoding="utf-8")
    kept = (ROOT / "docs/schema/procedure.schema.json").read_text(encoding="utf-8")
    assert kept == written, "write it again: python -m madoguchi.kernel.definition.load docs/schema"


@pytest.mark.parametrize("path", sorted(ROOT.glob("packs/*/services/*/procedure.yaml")), ids=str)
def test_the_packs_follow_the_published_schema(path: Path) -> None:
    schema = procedure_json_schema()
    content = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
    jsonschema.Draft202012Validator(schema).validate(content)
    assert schema["title"]
