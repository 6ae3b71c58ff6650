# SPDX-License-Identifier: Apache-2.0
"""How is a file put into words: how far it is safe, what was left out, what the clerk can do?"""

from dataclasses import dataclass
from typing import Any

from madoguchi.engines.cases.models import CaseFile
from madoguchi.engines.cases.policy import OPEN_ORIGINAL, WORK
from madoguchi.engines.cases.queries.case_page import CaseView
from madoguchi.kernel.clock import to_local
from madoguchi.platform.screens.wording import say

TONES = {
    "unchecked": ("warn", "hold"),
    "checking": ("info", "hold"),
    "safe": ("ok", "shield"),
    "unopenable": ("bad", "error"),
    "infected": ("bad", "warn"),
}
SCANS = {
    "unscanned": ("warn", "question"),
    "clean": ("quiet", "check"),
    "infected": ("bad", "warn"),
}
DRAWABLE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True, slots=True)
class ShownTag:
    """A state with its colour and sign."""

    text: str
    tone: str
    icon: str


def show_files(view: CaseView, permissions: frozenset[str], lang: str) -> list[dict[str, Any]]:
    """Each file with its state, what was removed, and the links that the reader may follow."""
    return [
        show_file(
            file,
            label=view.edition.label_of(file.question),
            base=f"/cases/{view.case.number}",
            permissions=permissions if view.case.is_open else permissions - {WORK},
            lang=lang,
        )
        for file in view.files
    ]


def show_file(
    file: CaseFile, *, label: str, base: str, permissions: frozenset[str], lang: str
) -> dict[str, Any]:
    """One file in words."""
    address = f"{base}/files/{file.id}/"
    safe = file.state == "safe"
    again = file.state in {"unopenable", "infected"}
    return {
        "name": file.name,
        "image": file.type.startswith("image/"),
        "note": _note(file, label, lang),
        "tags": _tags(file, lang),
        "explain": explain(file, lang),
        "removed": list_removed(file, lang) if safe else [],
        "safe": safe,
        "look": f"{address}look/" if safe and file.safe_type in DRAWABLE else "",
        "take": address if safe else "",
        "original": f"{address}original/"
        if OPEN_ORIGINAL in permissions and file.state != "infected"
        else "",
        "ask": f"{base}/correction/?file={file.id}" if again and WORK in permissions else "",
        "again": f"{address}again/" if file.state == "unopenable" and WORK in permissions else "",
    }


def _note(file: CaseFile, label: str, lang: str) -> str:
    day = f"{to_local(file.received_at):%m/%d}".lstrip("0")
    replaced = say("cases.file.replaced", lang) if file.replaced else ""
    return " ・ ".join(filter(None, [label, in_bytes(file.size), day, replaced]))


def _tags(file: CaseFile, lang: str) -> list[ShownTag]:
    key = f"cases.file.state.{file.state}"
    tags = [ShownTag(say(f"{key}.{file.level}" if file.state == "safe" else key, lang),
                     *TONES[file.state])]  # fmt: skip
    if file.state in {"safe", "unopenable"}:
        tags.append(ShownTag(say(f"cases.file.scan.{file.scan}", lang), *SCANS[file.scan]))
    return tags


def explain(file: CaseFile, lang: str) -> list[str]:
    """Sentences on the state: what the copy is, why it is no better, what to do."""
    words = []
    if file.state == "safe":
        words.append(say(f"cases.file.explain.{file.level}", lang))
    elif file.state == "infected":
        words.append(say("cases.file.explain.infected", lang, virus=file.scan_note))
    elif file.state != "unopenable":
        words.append(say(f"cases.file.explain.{file.state}", lang))
    if file.reason and file.state in {"safe", "unopenable"}:
        reason = say(f"cases.file.reason.{file.reason}", lang)
        mark = f"{say('cases.file.why', lang)}: " if file.state == "safe" else ""
        words.append(mark + reason)
    if file.state in {"safe", "unopenable"} and file.scan == "unscanned" and file.scan_note:
        words.append(say(f"cases.file.scan_why.{file.scan_note}", lang))
    return words


def list_removed(file: CaseFile, lang: str) -> list[str]:
    """What was left out of the copy, a sentence each."""
    return [
        say(f"cases.file.gone.{code}", lang, count=count)
        for code, count in sorted(file.removed.items())
    ]


def in_bytes(size: int) -> str:
    """1.2MB, 48KB."""
    return f"{size / 1_000_000:.1f}MB" if size >= 1_000_000 else f"{max(size // 1000, 1)}KB"
