# SPDX-License-Identifier: Apache-2.0
"""Which procedures have the measured cases been filed under? Made for the measurement, small to large."""

from pathlib import Path
from typing import Any, NamedTuple

from madoguchi.kernel.city import City
from madoguchi.kernel.definition import compile_procedure, load_definition
from madoguchi.kernel.packs import PackedProcedure, PackSet

KIND_OPTIONS = ("new", "change", "end", "other")


class Plan(NamedTuple):
    """A procedure of the measurement, with its share of all cases."""

    id: str
    title: str
    section: str
    share: float
    days: int
    size: str
    mark: str


PLANS = (
    Plan("resident-extract", "住民票の写し 交付請求", "citizens", 0.27, 2, "small", "交付"),
    Plan("moving-out", "転出届", "citizens", 0.08, 3, "medium", "受理"),
    Plan("tax-extract", "所得課税証明 交付請求", "tax", 0.11, 2, "small", "交付"),
    Plan("large-waste", "粗大ごみ 収集申込", "environment", 0.12, 5, "small", "受付"),
    Plan("dog-entry", "犬の登録", "environment", 0.03, 5, "medium", "登録"),
    Plan("water-use", "水道 使用開始・中止", "water", 0.11, 3, "small", "受付"),
    Plan("child-benefit", "児童手当 認定請求", "child-support", 0.07, 20, "large", "認定"),
    Plan("nursery-place", "保育所等 利用申込", "child-support", 0.05, 30, "large", "内定"),
    Plan("care-level", "要介護認定 申請", "elderly-care", 0.06, 30, "large", "認定"),
    Plan("damage-proof", "罹災証明 申請", "disaster", 0.02, 15, "medium", "交付"),
    Plan("road-use", "道路占用許可 申請", "roads", 0.03, 14, "medium", "許可"),
    Plan("digital-grant", "DX推進補助金 交付申請", "industry", 0.02, 30, "large", "交付"),
    Plan("staff-exam", "職員採用試験 申込", "personnel", 0.03, 10, "large", "受験"),
)
APPLICANT = {
    "name": "name", "birth": "birth", "address": "address", "phone": "phone", "email": "email",
}  # fmt: skip
APPROVAL = """#import "/letter.typ": *
#show: letter
#data.case.received_on;に請求のあった#data.case.procedure;について、次のとおり決定しましたので通知します。
#facts(("結果", data.outcome.title), ("決定日", data.case.decided_on), ("受付番号", data.case.number),
  ("氏名", data.applicant.name), ("住所", data.applicant.address))
#reasons()
#legal-basis()
#message()
#appeal()
#contact()
"""
REFUSAL = """#import "/letter.typ": *
#show: letter
#data.case.received_on;に請求のあった#data.case.procedure;について、次の理由により却下しましたので通知します。
#reasons()
#legal-basis()
#message()
#appeal()
#contact()
"""
LETTERS = {"approval.typ": APPROVAL, "refusal.typ": REFUSAL}


def pack_set(city: City) -> PackSet:
    """The procedures as if they had been read from packs."""
    packed = {plan.id: _pack(plan) for plan in PLANS}
    return PackSet(names=("benchmark",), city=city, procedures=packed, letters=LETTERS)


def _pack(plan: Plan) -> PackedProcedure:
    definition = load_definition(define(plan))
    return PackedProcedure(definition, compile_procedure(definition), LETTERS, (), Path())


def define(plan: Plan) -> dict[str, Any]:
    """The definition of a procedure, as a pack would have it."""
    steps = [_person(), _request()]
    if plan.size != "small":
        steps.append(_details())
    if plan.size == "large":
        steps += [_children(), _payment()]
    definition: dict[str, Any] = {
        "id": plan.id,
        "title": plan.title,
        "summary": f"{plan.title}の手続きです。",
        "section": plan.section,
        "law": [{"name": f"{plan.title}に関する条例", "article": "第7条第1項"}],
        "identity": "none",
        "standard_days": plan.days,
        "applicant": APPLICANT,
        "record": {"class": f"計測/{plan.title}", "retention": {"approved": "5y"}},
        "steps": steps,
        "correction_reasons": [
            {"id": "phone", "text": "つながる電話番号を入れてください。", "questions": ["phone"]}
        ],
        "checks": _checks(plan.size),
        "outcomes": {
            "approved": {"title": plan.mark, "letter": "approval.typ", "reasons": ["要件を満たすため"]},
            "refused": {
                "title": "却下",
                "letter": "refusal.typ",
                "appeal": True,
                "reasons": ["住所を確かめられないため"],
            },
            "withdrawn": {"title": "取下げ"},
        },
    }  # fmt: skip
    if plan.size == "small":
        line = {"label": "手数料", "yen": {"multiply": [300, {"question": "copies"}]}}
        definition["fee"] = {"basis": "手数料条例", "lines": [line]}
    return definition


def _person() -> dict[str, Any]:
    return {
        "id": "person",
        "title": "申請する方",
        "questions": [
            {"id": "name", "type": "person_name", "label": "お名前"},
            {"id": "birth", "type": "date", "label": "生年月日", "birth": True},
            {"id": "address", "type": "address", "label": "住所"},
            {"id": "phone", "type": "phone", "label": "電話"},
            {"id": "email", "type": "email", "label": "メール", "required": False},
        ],
    }


def _request() -> dict[str, Any]:
    options = [{"id": key, "label": f"選択肢 {key}"} for key in KIND_OPTIONS]
    words: dict[str, Any] = {
        "id": "words", "type": "long_text", "label": "伝えたいこと", "required": False,
    }  # fmt: skip
    return {
        "id": "request",
        "title": "請求の内容",
        "questions": [
            {"id": "kind", "type": "choice", "label": "種類", "options": options},
            {"id": "copies", "type": "number", "label": "数", "minimum": 1, "maximum": 20},
            words,
        ],
    }


def _details() -> dict[str, Any]:
    asked = [
        {"id": f"agree_{n}", "type": "yes_no", "label": f"次の{n}つ目に当てはまりますか"}
        for n in range(1, 7)
    ]
    return {
        "id": "details",
        "title": "くわしい事情",
        "questions": [
            {"id": "from_on", "type": "date", "label": "いつから"},
            {"id": "place", "type": "text", "label": "場所"},
            *asked,
        ],
    }


def _children() -> dict[str, Any]:
    return {
        "id": "members",
        "title": "世帯の方",
        "repeat": {"min": 0, "max": 5, "one": "世帯の方"},
        "questions": [
            {"id": "member_name", "type": "person_name", "label": "お名前"},
            {"id": "member_birth", "type": "date", "label": "生年月日"},
        ],
    }


def _payment() -> dict[str, Any]:
    return {
        "id": "payment",
        "title": "振込先",
        "questions": [
            {"id": "account", "type": "bank_account", "label": "口座"},
            {"id": "yen", "type": "money", "label": "申請する額"},
        ],
    }


def _checks(size: str) -> list[dict[str, Any]]:
    checks: list[dict[str, Any]] = [
        {"id": "few", "label": "数が5以下", "good": {"not": {"question": "copies", "over": 5}}}
    ]
    if size == "large":
        checks.append(
            {"id": "agreed", "label": "1つ目に同意", "good": {"question": "agree_1", "is": True}}
        )
    return checks
