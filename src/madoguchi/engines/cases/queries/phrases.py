# SPDX-License-Identifier: Apache-2.0
"""From which sentences may an officer start, and how do they read in the applicant's language?

The officer sees and keeps the Japanese sentence; the applicant reads the same one in their own
language. What an officer has written or changed goes out as it stands.
"""

from collections.abc import Iterator
from typing import Literal

from madoguchi.engines.cases.queries.editions import Edition
from madoguchi.kernel.texts import TextValue

Kind = Literal["correction", "refusal", "extension"]


def list_phrases(edition: Edition, kind: Kind, *, question: str = "") -> tuple[TextValue, ...]:
    """The sentences for one purpose, those of the procedure itself first."""
    if kind == "correction":
        fitting = [one for one in edition.reasons if not one.questions or question in one.questions]
        fitting.sort(key=lambda one: not one.questions)
        return tuple(one.text for one in fitting)
    refused = edition.procedure.outcomes.get("refused") if kind == "refusal" else None
    own = refused.reasons if refused else ()
    return (*own, *(one.text for one in edition.shared if one.kind == kind))


def translate(edition: Edition, sentence: str, lang: str) -> str:
    """A sentence in the reader's language where it is one of ours; as it stands where it is not."""
    if lang == "ja":
        return sentence
    for phrase in _all(edition):
        if phrase.ja == sentence.strip():
            return phrase.pick(lang)
    return sentence


def _all(edition: Edition) -> Iterator[TextValue]:
    yield from (one.text for one in edition.reasons)
    yield from (one.text for one in edition.shared)
    for outcome in edition.procedure.outcomes.values():
        yield from outcome.reasons
