# SPDX-License-Identifier: Apache-2.0
"""A city's packs are read strictly: later ones override, and every slip is named with its place."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from madoguchi.kernel.definition import Context
from madoguchi.kernel.examples import Example, run_example
from madoguchi.kernel.pack_files import PackFileUnreadable, read_yaml
from madoguchi.kernel.packs import PackRejected, read_packs

CITY = {
    "key": "minato",
    "code": "992011",
    "name": {"ja": "港市", "en": "Minato City"},
    "kana": "ミナトシ",
    "prefecture": {"ja": "灯台県", "en": "Todai Prefecture"},
    "mayor": {"title": {"ja": "港市長"}, "name": "磯部 健一"},
    "hall": {"postcode": "0000012", "address": "港市港町1-1"},
    "telephone": "0000-24-1111",
    "email": "a@city.minato.example",
    "map": {"latitude": 34.0, "longitude": 134.2},
    "sections": [{"key": "citizens", "name": "市民課"}, {"key": "tax", "name": "税務課"}],
}
PROCEDURE: dict[str, Any] = {
    "id": "dog-note",
    "title": "犬の届出",
    "summary": "犬を飼い始めたとき",
    "section": "citizens",
    "record": {"class": "環境/犬"},
    "steps": [
        {
            "id": "start",
            "title": "犬",
            "questions": [
                {"id": "has_dog", "type": "yes_no", "label": "犬がいますか"},
                {
                    "id": "born",
                    "type": "date",
                    "label": "生まれた日",
                    "not_after": "today",
                    "fact": "dog.born",
                    "when": {"question": "has_dog", "is": True},
                },
                {"id": "agree", "type": "consent", "label": "同意", "text": "同意します。"},
            ],
        },
        {
            "id": "dogs",
            "title": "ほかの犬",
            "repeat": {"min": 0, "one": "犬"},
            "questions": [{"id": "dog_name", "type": "text", "label": "名前"}],
        },
    ],
    "eligible": [
        {"id": "dog", "when": {"question": "has_dog", "is": True},
         "because": {"law": "狂犬病予防法第4条", "ja": "犬がいること"}}
    ],
    "fee": {"basis": "手数料条例",
            "lines": [{"label": "登録", "yen": {"multiply": [3000, {"add": [1, {"count": "dogs"}]}]}}]},
    "outcomes": {"approved": {"title": "登録", "letter": "card.typ"}},
}  # fmt: skip
Write = Callable[[str, Any], None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: Any) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shown = (
            content
            if isinstance(content, str)
            else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        )
        path.write_text(shown, encoding="utf-8")

    put("base/facts.yaml", {"dog.born": "date", "applicant.name": {"type": "person_name"}})
    put(
        "base/reasons.yaml",
        {"unreadable": "写真の字が読めません。", "missing": {"ja": "足りません。"}},
    )
    put("base/letters/common.typ", "common")
    put("minato/city.yaml", CITY)
    put("minato/services/dog-note/procedure.yaml", PROCEDURE)
    put("minato/services/dog-note/letters/card.typ", "card")
    return put


def rejected(root: Path) -> list[str]:
    with pytest.raises(PackRejected) as refusal:
        read_packs(root, ["base", "minato"])
    return [str(problem) for problem in refusal.value.problems]


def test_packs_are_read_in_order(tmp_path: Path, write: Write) -> None:
    packs = read_packs(tmp_path, ["base", "minato"])
    assert packs.city.name.ja == "港市"
    packed = packs.procedures["dog-note"]
    assert packed.definition.title.ja == "犬の届出"
    assert packed.letters == {"common.typ": "common", "card.typ": "card"}
    assert packs.fact_types == {"dog.born": "date", "applicant.name": "person_name"}
    assert [(r.id, r.text.ja) for r in packs.reasons] == [
        ("unreadable", "写真の字が読めません。"),
        ("missing", "足りません。"),
    ]
    assert packs.warnings == ()


def test_a_later_pack_overrides_procedure_and_letters(tmp_path: Path, write: Write) -> None:
    write("minato/services/dog-note/examples/old.yaml", {"title": "a", "valid": True, "form": {}})
    write("harbour/city.yaml", {**CITY, "name": "新港市"})
    changed = {**PROCEDURE, "title": "犬の登録"}
    write("harbour/services/dog-note/procedure.yaml", changed)
    write("harbour/letters/common.typ", "harbour's")
    packs = read_packs(tmp_path, ["base", "minato", "harbour"])
    assert packs.city.name.ja == "新港市"
    packed = packs.procedures["dog-note"]
    assert packed.definition.title.ja == "犬の登録"
    assert packed.letters == {"common.typ": "harbour's", "card.typ": "card"}
    assert packed.examples == ()
    assert packed.source.parts[-4] == "harbour"


def test_every_slip_is_named_with_file_and_key(tmp_path: Path, write: Write) -> None:
    broken = {**PROCEDURE, "id": "cat-note", "section": "nowhere", "outcomes": {}}
    write("minato/services/dog-note/procedure.yaml", broken)
    write("minato/services/bad-rule/procedure.yaml",
          {**PROCEDURE, "id": "bad-rule", "applicant": {"name": "nobody"}})  # fmt: skip
    write("minato/services/no-shape/procedure.yaml", {**PROCEDURE, "id": "no-shape", "steps": 3})
    write(
        "minato/services/dog-note/examples/a.yaml", {"title": "a", "valid": "perhaps", "form": {}}
    )
    write("minato/services/not-yaml/procedure.yaml", "a: [")
    write("minato/services/twice/procedure.yaml", "id: twice\nid: again\n")
    told = "\n".join(rejected(tmp_path))
    for place in (
        "minato/services/dog-note/procedure.yaml: id: ",
        "minato/services/dog-note/procedure.yaml: section: 「nowhere」",
        "minato/services/bad-rule/procedure.yaml: applicant.name: ",
        "minato/services/no-shape/procedure.yaml: steps: ",
        "minato/services/dog-note/examples/a.yaml: [0].valid: ",
        "minato/services/not-yaml/procedure.yaml: 2行目: ",
        "minato/services/twice/procedure.yaml: 2行目: キーが2回出てきます",
    ):
        assert place in told


def test_a_missing_letter_is_a_warning(tmp_path: Path, write: Write) -> None:
    (tmp_path / "minato/services/dog-note/letters/card.typ").unlink()
    packs = read_packs(tmp_path, ["base", "minato"])
    assert [warning.key for warning in packs.warnings] == ["outcomes.approved.letter"]


def test_facts_are_checked_against_the_vocabulary(tmp_path: Path, write: Write) -> None:
    write("base/facts.yaml", {"facts": {"dog.born": "text"}})
    assert "「dog.born」の型はtextです" in rejected(tmp_path)[0]


def test_a_city_is_needed(tmp_path: Path, write: Write) -> None:
    with pytest.raises(PackRejected):
        read_packs(tmp_path, ["base"])
    with pytest.raises(PackRejected):
        read_packs(tmp_path, ["base", "atlantis"])


def test_yaml_means_what_people_write(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "on: 2026-11-21\nid: no\nyes: true\ntime: 17:15\ncode: 0012\nn: 12\nm: -1.5\nnone: ~\n",
        encoding="utf-8",
    )
    assert read_yaml(path, "a") == {
        "on": date(2026, 11, 21),
        "id": "no",
        "yes": True,
        "time": "17:15",
        "code": "0012",
        "n": 12,
        "m": -1.5,
        "none": None,
    }


@pytest.mark.parametrize(
    "written",
    ["a: &x 1\nb: *x\n", "!!python/object/apply:os.system ['true']", "a: 2026-02-30", "? [a]\n: b"],
)
def test_yaml_does_nothing_clever(tmp_path: Path, written: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(PackFileUnreadable):
        read_yaml(path, "a")


GOOD: dict[str, Any] = {
    "title": "犬が2匹",
    "valid": True,
    "on": "2026-11-21",
    "answers": {"has_dog": True, "born": date(2026, 4, 1), "agree": True,
                "dogs": [{"dog_name": "ポチ"}]},
    "expect": {"fee_yen": 6000, "eligible": True},
}  # fmt: skip
TYPED: dict[str, Any] = {
    "title": "打ち込む",
    "valid": True,
    "on": "2026-11-21",
    "form": {
        "start": {"has_dog": True, "born": {"era": "令和", "year": 8, "month": "４", "day": 1},
                  "agree": True},
        "dogs": [{"dog_name": "ポチ"}, {"dog_name": "シロ"}],
    },
    "expect": {"fee_yen": 9000, "errors": []},
}  # fmt: skip


def differences(root: Path, example: dict[str, Any]) -> list[str]:
    packs = read_packs(root, ["base", "minato"])
    ctx = Context.for_city(packs.city, today=date(2020, 1, 1))
    return run_example(packs.procedures["dog-note"].compiled, Example.model_validate(example), ctx)


def test_examples_that_are_as_their_author_says(tmp_path: Path, write: Write) -> None:
    assert differences(tmp_path, GOOD) == []
    assert differences(tmp_path, TYPED) == []
    none = {**GOOD, "valid": False, "answers": {"has_dog": False, "agree": True, "dogs": []},
            "expect": {"eligible": False, "errors": []}}  # fmt: skip
    assert differences(tmp_path, none) == []


def test_examples_that_are_not(tmp_path: Path, write: Write) -> None:
    assert differences(tmp_path, {**GOOD, "expect": {"fee_yen": 1}}) == ["fee_yen is 6000, not 1"]
    unborn = {**TYPED, "form": {**TYPED["form"]}}
    unborn["form"]["start"] = {**TYPED["form"]["start"], "born": "令和9年1月1日"}
    unborn["expect"] = {"errors": [{"question": "born", "code": "too_late"}]}
    assert differences(tmp_path, {**unborn, "valid": False}) == []
    (told,) = differences(tmp_path, unborn)
    assert told.startswith("valid is False, not True (born too_late:")
    wrong = {**unborn, "valid": False, "expect": {"errors": [{"question": "agree"}]}}
    assert [line.partition(":")[0] for line in differences(tmp_path, wrong)] == [
        "no error  at agree",
        "an error that was not expected",
    ]
    astray = {**TYPED, "form": {**TYPED["form"], "cats": {}}}
    assert differences(tmp_path, astray) == ["there is no step cats"]


def test_examples_in_packs_are_written_out(tmp_path: Path, write: Write) -> None:
    write("minato/services/dog-note/examples/all.yaml", {"examples": [GOOD, TYPED]})
    first, second = read_packs(tmp_path, ["base", "minato"]).procedures["dog-note"].examples
    assert first.answers is not None
    assert first.answers["born"] == {
        "value": "2026-04-01",
        "text": "令和8年4月1日",
        "precision": "day",
    }
    assert first.answers["agree"]["agreed"] is True
    assert second.answers is None


def test_the_demo_city_compiles() -> None:
    root = Path(__file__).resolve().parents[2] / "packs"
    packs = read_packs(root, ["base", "todai"])
    assert packs.city.key == "todai"
    assert "child-allowance-claim" in packs.procedures
