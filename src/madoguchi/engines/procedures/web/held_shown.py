# SPDX-License-Identifier: Apache-2.0
"""How is told what the office holds and who read it, so that everybody understands?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from madoguchi.kernel.eras import format_date
from madoguchi.kernel.own_data import (
    AmendmentState,
    DataReport,
    HeldRecord,
    HeldValue,
    ReadingGroup,
)
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say

ICONS = {
    "review": "eye", "letter": "file", "file": "file", "original": "file", "system": "link",
    "list": "inbox", "export": "download",
}  # fmt: skip
NOT_AMENDED = frozenset({"file", "signature", "note", "fee"})
"""Types of questions whose values cannot be asked to be put right one by one."""


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


def may_amend(one: HeldValue) -> bool:
    """Whether one can ask to have this value put right, or withdraw it as a consent."""
    return bool(one.question) and one.type not in NOT_AMENDED


def describe_about(report: DataReport, lang: str) -> list[dict[str, str]]:
    """What for, on which law, agreed to what, until when."""
    until = say("procedures.data.about.until.open", lang)
    if report.kept_until:
        day = format_date(report.kept_until, lang)
        until = say("procedures.data.about.until.day", lang, day=day)
    held = {
        "purpose": report.purpose,
        "law": "、".join(report.law),
        "consent": report.consent or say("procedures.data.about.consent.none", lang),
        "section": report.section,
        "received": format_instant(report.received_at, lang),
        "until": until,
        "made": format_instant(report.made_at, lang),
    }
    return [
        {"label": say(f"procedures.data.about.{key}", lang), "text": text}
        for key, text in held.items()
        if text
    ]


def show_records(records: Sequence[HeldRecord], lang: str) -> list[dict[str, str]]:
    """Decisions, letters, messages, proofs; of internal notes that they exist."""
    return [
        {
            "label": _record_label(one, lang),
            "text": "\n".join(filter(None, [one.title if one.kind == "letter" else "", one.text]))
            or _record_count(one, lang),
            "note": format_instant(one.at, lang) if one.at else "",
        }
        for one in records
    ]


def _record_label(one: HeldRecord, lang: str) -> str:
    name = say(f"procedures.record.{one.kind}", lang)
    if one.kind == "check":
        key = say(f"procedures.record.check.{one.key}", lang)
        return f"{say(f'procedures.record.check.{one.title}', lang)}:{key}"
    if one.kind in {"decision", "correction", "proof"} and one.key:
        return f"{name}:{say(f'procedures.record.{one.kind}.{one.key}', lang)}"
    return name


def _record_count(one: HeldRecord, lang: str) -> str:
    if one.kind in {"notes", "opinions"}:
        return say("procedures.record.count", lang, count=one.count)
    return "—"
