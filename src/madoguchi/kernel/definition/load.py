# SPDX-License-Identifier: Apache-2.0
"""How does a definition get in and out: from YAML or JSON, to JSON, and its JSON Schema?"""

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from madoguchi.kernel.definition.problems import DefinitionRejected, Problem
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.texts import text

_TAGS = re.compile(r"^(all|any|not|always|comparison|function-.*|[A-Z]\w+|int|decimal|date|str|"
                   r"literal\[.*|tuple\[.*|constrained-.*|bool|none)$")  # fmt: skip
_SENTENCES = {
    "missing": ("「{name}」がありません。", "{name} is missing."),
    "extra_forbidden": ("「{name}」という項目はありません。", "There is no entry {name}."),
    "string_pattern_mismatch": (
        "「{given}」はidの形ではありません。小文字の英字で始め、英数字と_で書きます。",
        "{given} does not have the shape of an id.",
    ),
    "union_tag_invalid": (
        "「{given}」という種類の質問はありません。",
        "There is no such type of question.",
    ),
    "union_tag_not_found": ("質問の種類(type)がありません。", "The type is missing."),
    "invalid_key": ("キーは文字で書きます(引用符で囲んでください)。", "Keys are strings."),
}


def load_definition(mapping: Mapping[str, Any]) -> Procedure:
    """Read a definition from its mapping (YAML or JSON).

    Raises:
        DefinitionRejected: with every place that does not follow the schema.
    """
    try:
        return Procedure.model_validate(mapping)
    except ValidationError as error:
        raise DefinitionRejected(
            dict.fromkeys(_problem(entry) for entry in error.errors(include_url=False)),
            procedure_id=str(mapping.get("id", "")) if isinstance(mapping, Mapping) else "",
        ) from None


def dump_definition(procedure: Procedure) -> dict[str, Any]:
    """The definition as JSON values; ``load_definition`` gives the same definition back."""
    return procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {
        "id": procedure.id
    }


def definition_digest(procedure: Procedure) -> str:
    """SHA-256 of the definition, hex: equal where nothing has changed."""
    dumped = json.dumps(dump_definition(procedure), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(dumped.encode()).hexdigest()


def procedure_json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``procedure.yaml``."""
    schema = Procedure.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "手続きの定義 (procedure.yaml)",
    }


def write_procedure_schema(folder: Path) -> Path:
    """Write ``procedure.schema.json`` into a folder; returns its path."""
    path = folder / "procedure.schema.json"
    shown = json.dumps(procedure_json_schema(), ensure_ascii=False, indent=2)
    path.write_text(f"{shown}\n", encoding="utf-8")
    return path


def place_of(location: tuple[int | str, ...]) -> str:
    """``steps[2].questions[1].when`` for pydantic's location, without the names of its unions."""
    place = ""
    for n, entry in enumerate(location):
        if isinstance(entry, int):
            place += f"[{entry}]"
        elif not _is_tag(location, n):
            place += f".{entry}" if place else entry
    return place or "."


def _is_tag(location: tuple[int | str, ...], at: int) -> bool:
    """Whether an entry names a member of a union and not a key of the file."""
    entry, before = str(location[at]), location[at - 1] if at else None
    if isinstance(before, int) and "questions" in location[:at][-2:]:
        return True
    if entry in ("all", "any", "not", "always"):
        # The tag stands before the key of the same name.
        return at + 1 < len(location) and location[at + 1] == entry
    return bool(_TAGS.match(entry)) and entry not in ("date", "text", "number", "none", "not")


def _problem(entry: Mapping[str, Any]) -> Problem:
    location = tuple(entry["loc"])
    kind, given = str(entry["type"]), entry.get("input")
    name = next((part for part in reversed(location) if isinstance(part, str)), "")
    ja, en = _SENTENCES.get(
        kind, ("書き方を確かめてください({detail})。", "Please check this place: {detail}.")
    )
    detail = str(entry["msg"]).removeprefix("Value error, ")
    values = {"name": name, "given": str(given)[:40], "detail": detail}
    return Problem(place_of(location), f"schema.{kind}", text(ja, en).fill(**values))


if __name__ == "__main__":
    write_procedure_schema(Path(sys.argv[1]))
