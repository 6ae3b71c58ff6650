# SPDX-License-Identifier: Apache-2.0
"""How are a question's attachments drawn: those that arrived, what is taken, how much room is left?"""

from collections.abc import Mapping, Sequence
from typing import Any

from madoguchi.engines.procedures.web.uploads import rule_of
from madoguchi.kernel.definition.questions import FileQuestion
from madoguchi.kernel.definition.results import AskedQuestion
from madoguchi.platform.files.kinds import UploadRule
from madoguchi.platform.screens.wording import say

_KILO = 1024


def draw_files(
    fields: Sequence[dict[str, Any]],
    asked: Sequence[AskedQuestion],
    values: Mapping[str, Any],
    lang: str,
) -> None:
    """Add to the drawn fields of file questions what they hold and take."""
    for drawn, one in zip(fields, asked, strict=True):
        if isinstance(one.question, FileQuestion):
            drawn.update(draw_file_field(one.question, values.get(one.id) or [], lang, drawn))


def draw_file_field(
    question: FileQuestion, files: Sequence[Mapping[str, Any]], lang: str, drawn: Mapping[str, Any]
) -> dict[str, Any]:
    """One file question."""
    rule = rule_of(question)
    room = max(question.at_most - len(files), 0)
    sealed = say("procedures.file.sealed", lang)
    return {
        "hint": " ".join(part for part in (drawn["hint"], sealed) if part),
        "files": [
            {
                "name": file["name"],
                "size": size_in_words(int(file["size"])),
                "image": str(file["type"]).startswith("image/"),
                "remove": f"{question.id}:{file['id']}",
            }
            for file in files
        ],
        "room": room,
        "multiple": room > 1,
        "limit": rule.max_bytes,
        "limits": _limits(rule, question, lang),
        "accept": rule.accept_attribute(),
        "required": question.required and question.at_least > 0,
        "optional": not (question.required and question.at_least > 0),
    }


def _limits(rule: UploadRule, question: FileQuestion, lang: str) -> str:
    """What is taken; with Word and Excel also what to do with a file in their old formats."""
    limits = say(
        "procedures.file.limits",
        lang,
        kinds=rule.in_words(),
        megabytes=question.max_megabytes,
        count=question.at_most,
    )
    old = say("procedures.file.old_office", lang) if "office" in rule.kinds else ""
    return f"{limits} {old}".strip()


def size_in_words(size: int) -> str:
    """1.2MB, 34KB."""
    if size >= _KILO * _KILO:
        return f"{size / _KILO / _KILO:.1f}MB"
    return f"{max(1, -(-size // _KILO))}KB"
