# SPDX-License-Identifier: Apache-2.0
"""What is inside a draft, and what happens to it when a page is posted? Values in, values out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from madoguchi.kernel.proofs import CorporateProof, FormSignature, IdentityProof

DRAFT_LIFE = timedelta(days=30)
Typed = dict[str, list[str]]
Proof = TypeVar("Proof", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the form: a step, or one item of a repeating step."""

    step: str
    item: int | None = None

    @property
    def key(self) -> str:
        """The name of the place inside a draft."""
        return self.step if self.item is None else f"{self.step}/{self.item}"


@dataclass(frozen=True, slots=True)
class Mark:
    """When a place was saved, and by which save."""

    version: int
    at: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What a newer revision did to the answers; shown once."""

    dropped: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """A value of the profile that the citizen took over, and since when the city knows it."""

    value: Any
    on: str
    note: str


@dataclass(frozen=True, slots=True)
class Content:
    """The plaintext of a draft; it exists in memory only."""

    answers: dict[str, Any] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    typed: dict[str, Typed] = field(default_factory=dict)
    saves: int = 0
    language: str = "ja"
    moved: Moved | None = None
    proof: IdentityProof | None = None
    signature: FormSignature | None = None
    corporate: CorporateProof | None = None
    used: dict[str, dict[str, "Used"]] = field(default_factory=dict)
    """Place → question → what was taken over from the profile."""

    def mark_of(self, place: Place) -> int:
        """The save that last wrote a place; 0 where nothing was saved."""
        mark = self.marks.get(place.key)
        return mark.version if mark else 0

    def is_answered(self, place: Place) -> bool:
        """Whether the page was posted with answers that can stand."""
        return place.key in self.marks and place.key not in self.typed


def is_stale(content: Content, place: Place, seen: int) -> bool:
    """Whether the page was drawn before another tab saved the same place."""
    return content.mark_of(place) != seen


def put_answers(
    content: Content, place: Place, answers: dict[str, Any], *, at: datetime
) -> Content:
    """The answers of a page can stand: keep them and forget what was typed before."""
    saves = content.saves + 1
    marks = content.marks | {place.key: Mark(saves, at.isoformat(timespec="seconds"))}
    typed = {key: value for key, value in content.typed.items() if key != place.key}
    return replace(content, answers=answers, marks=marks, typed=typed, saves=saves)


def put_typed(content: Content, place: Place, raw: Mapping[str, Sequence[str]]) -> Content:
    """The page cannot stand yet: keep what was typed, so that it is there on coming back."""
    kept = {name: list(values) for name, values in raw.items()}
    return replace(content, typed=content.typed | {place.key: kept})


def put_used(content: Content, place: Place, used: Mapping[str, Used]) -> Content:
    """Remember where values were taken from that the citizen has just taken over."""
    here = {**content.used.get(place.key, {}), **used}
    return replace(content, used=content.used | {place.key: here})


def remove_item(content: Content, step: str, number: int) -> Content:
    """Take one item out of a repeating step; the items behind it move up with their marks."""
    items = list(content.answers.get(step, ()))
    if number < len(items):
        del items[number]
    return replace(
        content,
        answers=content.answers | {step: items},
        marks=_moved_up(content.marks, step, number),
        typed=_moved_up(content.typed, step, number),
        used=_moved_up(content.used, step, number),
        saves=content.saves + 1,
    )


def _moved_up(kept: Mapping[str, Any], step: str, removed: int) -> dict[str, Any]:
    moved = {}
    for key, value in kept.items():
        name, _, number = key.rpartition("/")
        if name != step:
            moved[key] = value
        elif int(number) != removed:
            moved[key if int(number) < removed else f"{step}/{int(number) - 1}"] = value
    return moved


def encode(content: Content) -> bytes:
    """The content as it is encrypted."""
    marks = {key: [mark.version, mark.at] for key, mark in content.marks.items()}
    moved = [content.moved.dropped, content.moved.changed] if content.moved else None
    mapping = {
        "answers": content.answers,
        "marks": marks,
        "typed": content.typed,
        "saves": content.saves,
        "language": content.language,
        "moved": moved,
        "proof": _dump(content.proof),
        "signature": _dump(content.signature),
        "corporate": _dump(content.corporate),
        "used": {
            place: {name: [one.value, one.on, one.note] for name, one in here.items()}
            for place, here in content.used.items()
        },
    }
    return json.dumps(mapping, ensure_ascii=False, separators=(",", ":")).encode()


def decode(plain: bytes) -> Content:
    """The content that ``encode`` wrote."""
    mapping = json.loads(plain)
    moved = mapping["moved"]
    return Content(
        answers=mapping["answers"],
        marks={key: Mark(version, at) for key, (version, at) in mapping["marks"].items()},
        typed=mapping["typed"],
        saves=mapping["saves"],
        language=mapping["language"],
        moved=Moved(tuple(moved[0]), tuple(moved[1])) if moved else None,
        proof=_load(IdentityProof, mapping.get("proof")),
        signature=_load(FormSignature, mapping.get("signature")),
        corporate=_load(CorporateProof, mapping.get("corporate")),
        used={
            place: {name: Used(*parts) for name, parts in here.items()}
            for place, here in mapping.get("used", {}).items()
        },
    )


def _dump(proof: BaseModel | None) -> dict[str, Any] | None:
    return proof.model_dump(mode="json") if proof else None


def _load(kind: type[Proof], raw: Any) -> Proof | None:
    return kind.model_validate(raw) if raw else None


def expires_at(saved_at: datetime) -> datetime:
    """When a draft that was saved at an instant is removed."""
    return saved_at + DRAFT_LIFE
