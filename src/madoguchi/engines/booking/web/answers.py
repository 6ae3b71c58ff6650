# SPDX-License-Identifier: Apache-2.0
"""How are the questions of an offer asked on a page, and their answers shown?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from madoguchi.engines.booking.rules.asks import AnswerRefused, list_faults, name_of
from madoguchi.engines.booking.rules.offer import Ask


def answer_fields(
    asks: Sequence[Ask],
    value: Callable[[str], str],
    lang: str,
    errors: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """A field for each question; ``value`` finds what was typed or is known under a name."""
    return [
        {
            "name": name_of(ask),
            "label": ask.title.pick(lang),
            "hint": ask.hint.pick(lang) if ask.hint else "",
            "value": value(name_of(ask)),
            "error": (errors or {}).get(name_of(ask), ""),
            "rows": 3 if ask.kind == "lines" else "",
            "inputmode": "numeric" if ask.kind == "number" else "",
            "autocomplete": "street-address" if ask.kind == "address" else "",
            "size": "4" if ask.kind == "number" else "",
            "maxlength": "" if ask.kind == "number" else ask.most,
            "required": ask.required,
            "optional": not ask.required,
        }
        for ask in asks
    ]


def answer_errors(
    asks: Sequence[Ask], answers: Mapping[str, str], lang: str
) -> list[dict[str, str]]:
    """What is wrong, for the summary on top and beside each field."""
    return [error_of(fault, lang) for fault in list_faults(asks, answers)]


def error_of(fault: AnswerRefused, lang: str) -> dict[str, str]:
    """One fault with a link to its field."""
    name = name_of(fault.ask)
    return {"href": f"#{name}", "text": fault.message.pick(lang), "name": name}


def errors_of(refusal: object, lang: str) -> dict[str, str]:
    """What a refusal says about the field of a question; empty for any other."""
    if not isinstance(refusal, AnswerRefused):
        return {}
    return {name_of(refusal.ask): refusal.message.pick(lang)}


def answers_shown(
    asks: Sequence[Ask], contact: Mapping[str, str], lang: str
) -> list[dict[str, str]]:
    """The answers that were given, each under its question."""
    return [
        {"label": ask.title.pick(lang), "text": contact[name_of(ask)]}
        for ask in asks
        if contact.get(name_of(ask))
    ]
