# SPDX-License-Identifier: Apache-2.0
"""Which facts does the city know, of which type, and under which names were they known before?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from madoguchi.kernel.definition.compile import compile_procedure
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.load import load_definition
from madoguchi.kernel.packs import Fact

QUESTION = "kept_value"
_STEP = "kept_step"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The facts of the packs in force."""

    facts: Mapping[str, Fact]

    @property
    def types(self) -> dict[str, str]:
        """Fact → type of question."""
        return {name: fact.type for name, fact in self.facts.items()}

    @property
    def renamed(self) -> dict[str, str]:
        """Former name → name of today."""
        return {former: name for name, fact in self.facts.items() for former in fact.was}

    def label(self, fact: str, lang: str) -> str:
        """What a fact is called."""
        found = self.facts.get(fact)
        return found.label.pick(lang) if found and found.label else fact


@lru_cache(maxsize=1)
def current_vocabulary() -> Vocabulary:
    """The vocabulary of the packs, read once per process; later packs extend earlier ones."""
    facts: dict[str, Fact] = {}
    for name in settings.PACKS:
        path = Path(settings.PACKS_ROOT) / name / "facts.yaml"
        if path.is_file():
            content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            entries = content.get("facts", content)
            facts |= {key: Fact.model_validate(entry) for key, entry in entries.items()}
    return Vocabulary(facts)


@lru_cache(maxsize=256)
def compile_fact(fact: str, type_: str) -> Compiled:
    """A form of one question, for showing and changing one kept value."""
    found = current_vocabulary().facts.get(fact)
    label = found.label.model_dump() if found and found.label else fact
    birth = {"birth": True} if type_ == "date" and fact.endswith("birth_on") else {}
    question = {"id": QUESTION, "type": type_, "label": label, "fact": fact} | birth
    definition = {
        "id": "kept-value",
        "title": label,
        "summary": label,
        "section": "none",
        "steps": [{"id": _STEP, "title": label, "questions": [question]}],
        "record": {"class": "none"},
    }
    return compile_procedure(load_definition(definition), prove=False)
