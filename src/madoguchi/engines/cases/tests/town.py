# SPDX-License-Identifier: Apache-2.0
"""A small procedure and applications for the tests of cases."""

from base64 import b64encode
from datetime import UTC, datetime

from madoguchi.kernel.application import SubmittedApplication
from madoguchi.kernel.clock import today
from madoguchi.kernel.definition.load import load_definition
from madoguchi.kernel.ids import new_id, new_receipt_number

MONDAY = datetime(2026, 11, 9, 1, 58, tzinfo=UTC)
"""令和8年11月9日(月)10時58分."""

DEFINITION = {
    "id": "child-allowance",
    "title": "児童手当 認定請求",
    "summary": "お子さんが生まれたときの手続きです。",
    "section": "child-support",
    "law": [{"name": "児童手当法", "article": "第7条第1項"}],
    "standard_days": 20,
    "applicant": {"name": "name", "birth": "birth", "address": "address", "phone": "phone"},
    "record": {"class": "児童福祉/児童手当", "retention": {"approved": "5y", "withdrawn": "1y"}},
    "steps": [
        {
            "id": "person",
            "title": "請求する方",
            "questions": [
                {"id": "name", "type": "person_name", "label": "お名前"},
                {"id": "birth", "type": "date", "label": "生年月日", "birth": True},
                {"id": "address", "type": "address", "label": "住所", "required": False},
                {"id": "phone", "type": "phone", "label": "電話", "required": False},
                {
                    "id": "pension",
                    "type": "choice",
                    "label": "加入している年金",
                    "options": [
                        {"id": "employees", "label": "厚生年金"},
                        {"id": "national", "label": "国民年金"},
                    ],
                },
                {"id": "copies", "type": "number", "label": "証明の数", "required": False},
                {
                    "id": "words",
                    "type": "long_text",
                    "label": "伝えたいこと",
                    "required": False,
                    "searchable": True,
                },
                {
                    "id": "fixed",
                    "type": "text",
                    "label": "直せない欄",
                    "required": False,
                    "correctable": False,
                },
            ],
        },
        {
            "id": "children",
            "title": "お子さん",
            "repeat": {"min": 0, "max": 5, "one": "お子さん"},
            "questions": [
                {"id": "child_name", "type": "person_name", "label": "お子さんのお名前"},
                {"id": "child_birth", "type": "date", "label": "お子さんの生年月日"},
            ],
        },
    ],
    "fee": {
        "basis": "手数料条例",
        "lines": [{"label": "証明", "yen": {"multiply": [300, {"question": "copies"}]}, "when": {"question": "copies", "at_least": 1}}],
    },
    "routes": [{"when": {"question": "words", "contains": "道路"}, "section": "roads"}],
    "checks": [
        {"id": "has_child", "label": "お子さんがいる", "good": {"count": "children", "at_least": 1}}
    ],
    "correction_reasons": [
        {"id": "old", "text": "いまの年金を選び直してください。", "questions": ["pension"]}
    ],
    "outcomes": {
        "approved": {"title": "認定", "letter": "approval.typ", "reasons": ["要件を満たすため"]},
        "refused": {"title": "却下", "letter": "refusal.typ", "appeal": True, "reasons": ["住民票がないため"]},
        "withdrawn": {"title": "取下げ"},
    },
}  # fmt: skip
LETTERS = {
    "approval.typ": '#import "/letter.typ": *\n#show: letter\n認定しました。\n#reasons()\n#contact()',
    "refusal.typ": '#import "/letter.typ": *\n#show: letter\n却下しました。\n#reasons()\n#legal-basis()\n#appeal()\n#contact()',
}
ANSWERS = {
    "name": {"family": "灯", "given": "あかり", "family_kana": "トモシビ", "given_kana": "アカリ"},
    "birth": {"value": "1988-04-12", "text": "昭和63年4月12日", "precision": "day"},
    "address": {"postcode": "0000023", "town": "灯川東二丁目", "block": "8番5号", "building": "あかつき荘 201"},
    "phone": "090-0000-1125",
    "pension": "employees",
    "copies": None,
    "words": None,
    "fixed": None,
    "children": [
        {
            "child_name": {"family": "灯", "given": "なぎ", "family_kana": "トモシビ", "given_kana": "ナギ"},
            "child_birth": {"value": "2019-03-02", "text": "平成31年3月2日", "precision": "day"},
        }
    ],
}  # fmt: skip


def procedure(**changes):
    return load_definition({**DEFINITION, **changes})


def application(*, at=MONDAY, answers=None, **changes):
    values = {
        "submission_id": new_id(),
        "receipt_number": new_receipt_number(today(at)),
        "procedure_id": "child-allowance",
        "revision": 1,
        "language": "ja",
        "submitted_at": at,
        "identity": "email",
        "applicant_ref": "identity:akari",
        "reply_key": b64encode(bytes(range(32))).decode(),
        "answers": {**ANSWERS, **(answers or {})},
    }
    return SubmittedApplication(**{**values, **changes})


def name(family, given, family_kana="", given_kana=""):
    return {"family": family, "given": given, "family_kana": family_kana, "given_kana": given_kana}
