# SPDX-License-Identifier: Apache-2.0
"""How is told what the office holds and who read it, so that everybody understands?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from madoguchi.kernel.own_data import AmendmentState, HeldValue, ReadingGroup
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say

ICONS = {
    "review": "eye", "letter": "file", "file": "file", "original": "file", "system": "link",
    "list": "inbox", "export": "download",
}  # fmt: skip


def show_groups(groups: Sequence[ReadingGroup], lang: str) -> list[dict[str, Any]]:
    """子育て支援課の職員が、申請の審査のため3回見ました."""
    return [
        {
            "icon": ICONS[one.seen_as],
            "text": say_group(one, lang),
            "note": say(
                "procedures.readers.when", lang,
                first=format_instant(one.first_at, lang), last=format_instant(one.last_at, lang),
            )
            if one.count > 1
            else format_instant(one.last_at, lang),
        }
        for one in groups
    ]  # fmt: skip


def say_group(one: ReadingGroup, lang: str) -> str:
    """One sentence about who did what how often."""
    return say(
        f"procedures.readers.{one.seen_as}",
        lang,
        who=who_of(one, lang),
        count=one.count,
        purpose=one.purpose,
    )


def who_of(one: ReadingGroup, lang: str) -> str:
    """子育て支援課の職員(係員); with the name only where the city tells it."""
    if not one.section:
        return say("procedures.data.someone", lang)
    detail = " ".join(part for part in (one.post, one.name) if part)
    key = "procedures.readers.who_post" if detail else "procedures.readers.who"
    return say(key, lang, section=one.section, post=detail)


def show_amendments(states: Sequence[AmendmentState], lang: str) -> list[dict[str, Any]]:
    """What became of requests for correction, the newest first."""
    tones = {"open": "lamp", "granted": "ok", "refused": "quiet"}
    return [
        {
            "label": one.label,
            "kind": say(f"procedures.amend.kind.{one.kind}", lang),
            "wanted": one.wanted if one.kind == "amend" else "",
            "asked_at": one.asked_at,
            "tone": tones[one.outcome],
            "state": say(f"procedures.amend.state.{one.outcome}", lang),
            "answer": one.answer,
        }
        for one in reversed(states)
    ]


def show_value(one: HeldValue, lang: str) -> dict[str, str]:
    """A value with its source and age."""
    source = say(f"procedures.data.source.{one.source}", lang)
    note = f"{source} ・ {format_instant(one.at, lang)}"
    if one.source == "earlier_case" and one.note:
        note += f" ・ {one.note}"
    return {"label": one.label, "text": one.text or "—", "note": note}


def amend_url(submission_id: UUID, one: HeldValue) -> str:
    """Where one asks to have a value put right."""
    if one.item is None:
        return reverse("procedures:amend", args=[submission_id, one.step, one.question])
    return reverse("procedures:amend-item", args=[submission_id, one.step, one.item, one.question])
