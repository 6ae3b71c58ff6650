# SPDX-License-Identifier: Apache-2.0
"""Applications that can be filed: answers in their canonical shape, and files that are what they say."""

import struct
import zlib
from datetime import date
from typing import Any

from madoguchi.config.demo.people import AKARI, Resident
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.examples import complete_answers
from tests.journeys.filing import compiled, packs

Answers = dict[str, Any]


def bulky_waste(resident: Resident = AKARI, **changes: Any) -> Answers:
    """A chair and a thing of its own name, to be collected next week."""
    on = packs().city.calendar.add_days(today(now()), 6)
    answers = {
        "items": [
            {"kind": "chair", "longest_cm": 90, "pieces": 2},
            {"kind": "other", "kind_text": "船の模型", "longest_cm": 160, "pieces": 1},
        ],
        "name": resident.name_answer,
        "address": resident.address_answer,
        "phone": resident.phone,
        "place_note": "門を入って右",
        "help_needed": False,
        "wish_on": on,
        "morning_only": True,
    }
    return complete("bulky-waste", answers | changes)


def disaster_damage(resident: Resident = AKARI, **changes: Any) -> Answers:
    """A roof that the storm has taken, with one more person in the house."""
    answers = {
        "acting_as": "self",
        "happened_on": date(2026, 10, 3),
        "cause": "wind",
        "parts": ["roof", "inside"],
        "livable": True,
        "description": "屋根の瓦が飛び、\n雨が中に入りました。",
        "house_address": resident.address_answer,
        "ownership": "own",
        "structure": "wood",
        "name": resident.name_answer,
        "birth": resident.birth,
        "contact_address": resident.address_answer,
        "phone": resident.phone,
        "survey_present": True,
        "household": [
            {
                "member": {
                    "family": resident.family,
                    "given": "なぎ",
                    "family_kana": resident.family_kana,
                    "given_kana": "ナギ",
                    "birth": "2019-08-07",
                    "relation": "child",
                    "together": True,
                }
            }
        ],
        "self_judgement": False,
    }
    return complete("disaster-damage", answers | changes)


def child_allowance(resident: Resident = AKARI, **changes: Any) -> Answers:
    """あかり's claim for なぎ and the newborn はる."""
    children = [("なぎ", "ナギ", "2019-08-07"), ("はる", "ハル", "2026-11-02")]
    answers = {
        "reason": "birth",
        "happened_on": date(2026, 11, 2),
        "lives_here": True,
        "raises_child": True,
        "job": "employee",
        "name": resident.name_answer,
        "birth": resident.birth,
        "address": resident.address_answer,
        "phone": resident.phone,
        "email": resident.email,
        "pension": "employees",
        "employer": "株式会社 港工務店",
        "has_spouse": False,
        "children": [
            {
                "child_name": {
                    "family": resident.family,
                    "given": given,
                    "family_kana": resident.family_kana,
                    "given_kana": kana,
                },
                "child_birth": birth,
                "relation": "child",
                "custody": True,
                "together": True,
            }
            for given, kana, birth in children
        ],
        "account_kind": "registered",
        "consent_lookup": True,
        "notes": "よろしくお願いします。",
    }
    return complete("child-allowance-claim", answers | changes)


def a_pdf(inside: bytes) -> bytes:
    """A file that looks like a PDF and holds some bytes."""
    head = f"%PDF-1.7\n1 0 obj\n<< /Length {len(inside)} >>\nstream\n"
    return head.encode() + inside + b"\nendstream endobj\n%%EOF\n"


def a_png(inside: bytes = b"") -> bytes:
    """A picture of one dot, with some bytes in a text chunk."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"tEXt", b"Comment\0" + inside),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def complete(procedure: str, answers: Answers) -> Answers:
    """Answers with days, consents and the like written out."""
    ctx = Context.for_city(packs().city, today=today(now()))
    return complete_answers(compiled(procedure), answers, ctx)
