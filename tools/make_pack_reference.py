# SPDX-License-Identifier: Apache-2.0
"""What may a pack say? Writes ``docs/pack-reference.md`` from the models that read packs."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from madoguchi.engines.booking.pack import write_booking_schema
from madoguchi.engines.booking.rules.packed import BookingPack
from madoguchi.engines.messaging.pack import write_messaging_schema
from madoguchi.engines.messaging.rules.packed import MessagingPack
from madoguchi.engines.payments.rules.packed import PaymentsPack
from madoguchi.engines.queue.rules.packed import QueuePack
from madoguchi.kernel.city import City
from madoguchi.kernel.definition.questions import Question
from madoguchi.kernel.definition.schema import Procedure, SharedReason

ROOT = Path(__file__).resolve().parents[1]
PAGE = "docs/pack-reference.md"
READERS: dict[str, type[BaseModel]] = {
    "services/<id>/procedure.yaml": Procedure,
    "city.yaml": City,
    "reasons.yaml: reasons.<id>": SharedReason,
    "booking/*.yaml": BookingPack,
    "messaging/*.yaml": MessagingPack,
    "queue.yaml": QueuePack,
    "payments.yaml": PaymentsPack,
}
Schema = Mapping[str, Any]
_SHARED = tuple(Question.model_fields)
_FAMILIES = {
    "condition": {"All", "AnyOf", "Not", "Always", "Comparison"},
    "expression": {"Add", "Subtract", "Multiply", "Divide", "Smallest", "Largest", "Rounded"},
}
"""Unions that every rule uses, under the name that a reader knows."""


def main() -> int:
    """Write the page, and the schemas of what can be booked and of notices."""
    write_booking_schema(ROOT / "docs/schema")
    write_messaging_schema(ROOT / "docs/schema")
    (ROOT / PAGE).write_text(draw(READERS), encoding="utf-8")
    return 0


def draw(readers: Mapping[str, type[BaseModel]]) -> str:
    """The whole reference as Markdown: each file, then each part it may contain."""
    lines = [
        "<!-- SPDX-License-Identifier: Apache-2.0 -->",
        "# Pack reference",
        "",
        "Written by `make map` from the models that read packs; do not edit. Unknown keys are errors.",
        "How to go about it: [write a procedure](howto/write-a-procedure.md),",
        "[write a booking pack](howto/write-a-booking-pack.md).",
    ]
    for file, reader in readers.items():
        schema = reader.model_json_schema(by_alias=True)
        lines += ["", f"## `{file}`", "", *table(reader.__name__, schema)]
        parts = schema.get("$defs", {})
        if any(is_question(part) for part in parts.values()):
            shared = Question.model_json_schema(by_alias=True)
            lines += ["", "### What all questions have", "", *table("Question", shared)]
        for name, part in sorted(parts.items()):
            if "properties" in part:
                lines += ["", f"### {title(name)}", "", *table(name, own_part(part))]
    return "\n".join(lines) + "\n"


def is_question(part: Schema) -> bool:
    """Whether a part has everything that all questions have."""
    return set(_SHARED) <= set(part.get("properties", ()))


def own_part(part: Schema) -> Schema:
    """A question without what it shares with all others; other parts as they are."""
    if not is_question(part):
        return part
    own = {key: value for key, value in part["properties"].items() if key not in _SHARED}
    return {**part, "properties": own}


def table(name: str, schema: Schema) -> Iterator[str]:
    """One row per key: what it is, whether it is needed, what it means."""
    sentence = " ".join(str(schema.get("description", name)).split())
    yield from (
        sentence.replace("|", "/"),
        "",
        "| key | is | default | meaning |",
        "|---|---|---|---|",
    )
    needed = set(schema.get("required", ()))
    for key, value in schema["properties"].items():
        default = "needed" if key in needed else shown(value.get("default"))
        meaning = str(value.get("description", "")).replace("|", "/")
        yield f"| `{key}` | {kind(value)} | {default} | {meaning} |"


def kind(value: Schema) -> str:
    """A JSON Schema in words that fit a cell."""
    if "$ref" in value:
        return title(value["$ref"].rsplit("/", 1)[-1])
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{choice}`" for choice in value["enum"])
    for word in ("anyOf", "oneOf"):
        if word in value:
            parts = dict.fromkeys(kind(part) for part in value[word] if part.get("type") != "null")
            return " or ".join(gathered(parts))
    if value.get("type") == "array":
        inner = value.get("items") or value.get("prefixItems", [{}])[0]
        return f"list of {kind(inner)}"
    if value.get("type") == "object":
        return "mapping"
    return str(value.get("format") or value.get("type", "anything"))


def gathered(names: Iterable[str]) -> list[str]:
    """The names, with a whole family of rules under its one name."""
    left = list(names)
    for family, members in _FAMILIES.items():
        if members <= set(left):
            left = [family, *(name for name in left if name not in members)]
    return left


def title(name: str) -> str:
    """``TextValue`` as the docs call it."""
    plain = name.strip("_").removesuffix("_")
    return "text" if plain == "TextValue" else plain


def shown(default: object) -> str:
    """A default value as one would write it, or nothing."""
    if default in (None, "", [], {}):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


if __name__ == "__main__":
    sys.exit(main())
