# SPDX-License-Identifier: Apache-2.0
"""What do the packs of a city hold? Data only: its profile, procedures, letters, examples."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from madoguchi.kernel.city import City
from madoguchi.kernel.definition.compile import compile_procedure
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.load import load_definition
from madoguchi.kernel.definition.problems import DefinitionRejected
from madoguchi.kernel.definition.schema import Procedure, SharedReason
from madoguchi.kernel.examples import Example, complete_answers
from madoguchi.kernel.pack_files import (
    PackFileUnreadable,
    PackProblem,
    read_mapping,
    read_model,
    read_yaml,
)
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import Text, text

__all__ = ["Fact", "PackProblem", "PackRejected", "PackSet", "PackedProcedure", "read_packs"]


class PackRejected(Refusal):
    """Packs that cannot be used; ``problems`` has all that is wrong, with file and key."""

    code: ClassVar[str] = "pack.rejected"

    def __init__(self, problems: Iterable[PackProblem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(
            text(
                f"パックに直すところが{count}か所あります。",
                f"The packs have {count} thing(s) to correct.",
                f"なおす ところが {count}つ あります。",
            )
        )

    def __str__(self) -> str:
        return "\n".join([self.message.ja, *(f"  {problem}" for problem in self.problems)])


class Fact(BaseModel):
    """An entry of the vocabulary (facts.yaml): the type of question, and what it is called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    label: Text | None = None
    gif: str | None = None
    was: tuple[str, ...] = ()
    """Former names: what people let the city keep under them goes on under this one."""


@dataclass(frozen=True, slots=True)
class PackedProcedure:
    """A procedure of the packs; ``letters`` are sources by file name, with those shared by all."""

    definition: Procedure
    compiled: Compiled
    letters: Mapping[str, str]
    examples: tuple[Example, ...]
    source: Path


@dataclass(frozen=True, slots=True)
class PackSet:
    """All that the packs hold together; later ones have overridden earlier ones."""

    names: tuple[str, ...]
    city: City
    procedures: Mapping[str, PackedProcedure]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    reasons: tuple[SharedReason, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[PackProblem, ...] = ()

    @property
    def fact_types(self) -> Mapping[str, str]:
        """The vocabulary as ``compile_procedure`` takes it."""
        return {name: fact.type for name, fact in self.facts.items()}


def read_packs(root: Path | str, names: Sequence[str]) -> PackSet:
    """Read the packs ``root/<name>`` in order; later ones override and extend earlier ones.

    The city is that of the last pack with a ``city.yaml``. Each procedure is compiled. A letter
    that is named and not there is a warning: the office has a plain form.

    Raises:
        PackRejected: with every problem of every file.
    """
    reading = _Reading(Path(root), tuple(names))
    for name in names:
        reading.read_pack(name)
    return reading.finish()


@dataclass(slots=True)
class _Found:
    """What was found of one procedure so far."""

    content: Mapping[str, Any] | None = None
    source: Path = Path()
    name: str = ""
    letters: dict[str, str] = field(default_factory=dict)
    examples: dict[str, tuple[Example, ...]] = field(default_factory=dict)


class _Reading:
    def __init__(self, root: Path, names: tuple[str, ...]) -> None:
        self.root, self.names = root, names
        self.problems: list[PackProblem] = []
        self.warnings: list[PackProblem] = []
        self.city: City | None = None
        self.facts: dict[str, Fact] = {}
        self.reasons: dict[str, SharedReason] = {}
        self.letters: dict[str, str] = {}
        self.found: dict[str, _Found] = {}

    def read_pack(self, name: str) -> None:
        """Read one pack over those before it."""
        folder = self.root / name
        if not folder.is_dir():
            self._note(name, "", "このパックがありません")
            return
        for file, read in (
            ("city.yaml", self._read_city),
            ("facts.yaml", self._read_facts),
            ("reasons.yaml", self._read_reasons),
        ):
            if (folder / file).is_file():
                self._guard(read, folder / file)
        self.letters |= self._read_letters(folder / "letters")
        for service in sorted(path for path in folder.glob("services/*") if path.is_dir()):
            self._read_service(service)

    def finish(self) -> PackSet:
        """Compile what was found.

        Raises:
            PackRejected: there is any problem.
        """
        if self.city is None and not self.problems:
            self._note(", ".join(self.names), "city.yaml", "市の設定がありません")
        procedures: dict[str, PackedProcedure] = {}
        for key in sorted(self.found):
            packed = self._compile(key, self.found[key])
            if packed is not None:
                procedures[key] = packed
        if self.problems or self.city is None:
            raise PackRejected(self.problems)
        return PackSet(
            names=self.names,
            city=self.city,
            procedures=procedures,
            facts=self.facts,
            reasons=tuple(self.reasons.values()),
            letters=self.letters,
            warnings=tuple(self.warnings),
        )

    def _read_city(self, path: Path) -> None:
        self.city = read_model(City, read_mapping(path, self._name(path)), self._name(path))

    def _read_facts(self, path: Path) -> None:
        name = self._name(path)
        content = read_mapping(path, name)
        for key, entry in content.get("facts", content).items():
            shaped = {"type": entry} if isinstance(entry, str) else entry
            self.facts[key] = read_model(Fact, shaped, name, f"{key}.")

    def _read_reasons(self, path: Path) -> None:
        name = self._name(path)
        content = read_yaml(path, name)
        entries = content.get("reasons", content) if isinstance(content, dict) else content
        if isinstance(entries, dict):
            entries = [_as_reason(key, entry) for key, entry in entries.items()]
        for n, entry in enumerate(entries or ()):
            reason = read_model(SharedReason, entry, name, f"[{n}].")
            self.reasons[reason.id] = reason

    def _read_letters(self, folder: Path) -> dict[str, str]:
        letters: dict[str, str] = {}
        for path in sorted(folder.glob("*.typ")):
            try:
                letters[path.name] = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                self._note(self._name(path), "", str(error))
        return letters

    def _read_service(self, folder: Path) -> None:
        found = self.found.setdefault(folder.name, _Found())
        path = folder / "procedure.yaml"
        if path.is_file():
            self._guard(lambda _: self._read_procedure(path, folder.name, found), path)
        found.letters |= self._read_letters(folder / "letters")
        for example in sorted(folder.glob("examples/*.yaml")):
            self._guard(lambda file: self._read_examples(file, found), example)

    def _read_procedure(self, path: Path, key: str, found: _Found) -> None:
        name = self._name(path)
        content = read_mapping(path, name)
        if content.get("id") != key:
            self._note(name, "id", f"フォルダーの名前「{key}」と同じにしてください")
        if found.content is not None:
            # Another form needs its own examples; letters are overridden one by one.
            found.examples.clear()
        found.content, found.source, found.name = content, path, name

    def _read_examples(self, path: Path, found: _Found) -> None:
        name = self._name(path)
        content = read_yaml(path, name)
        entries = content.get("examples", [content]) if isinstance(content, dict) else content
        if not isinstance(entries, list):
            raise PackFileUnreadable([PackProblem(name, "", "例がありません")])
        found.examples[path.name] = tuple(
            read_model(Example, entry, name, f"[{n}].") for n, entry in enumerate(entries)
        )

    def _compile(self, key: str, found: _Found) -> PackedProcedure | None:
        if found.content is None:
            if not self.problems:
                self._note(f"services/{key}", "", "procedure.yamlがありません")
            return None
        types = {name: fact.type for name, fact in self.facts.items()} or None
        try:
            definition = load_definition(found.content)
            compiled = compile_procedure(definition, facts=types)
        except DefinitionRejected as refusal:
            for problem in refusal.problems:
                self._note(found.name, problem.path, problem.message.ja)
            return None
        self._check_sections(definition, found.name)
        letters = {**self.letters, **found.letters}
        for outcome, plan in definition.outcomes.items():
            if plan.letter is not None and plan.letter not in letters:
                said = f"「{plan.letter}」がletters/にありません"
                self.warnings.append(PackProblem(found.name, f"outcomes.{outcome}.letter", said))
        examples = tuple(
            self._complete(compiled, example)
            for file in sorted(found.examples)
            for example in found.examples[file]
        )
        return PackedProcedure(definition, compiled, letters, examples, found.source)

    def _complete(self, compiled: Compiled, example: Example) -> Example:
        """The example with its short forms written out."""
        if example.answers is None or self.city is None:
            return example
        ctx = Context.for_city(self.city, today=example.on or date(2026, 4, 1))
        whole = complete_answers(compiled, example.answers, ctx)
        return example.model_copy(update={"answers": whole})

    def _check_sections(self, definition: Procedure, name: str) -> None:
        if self.city is None:
            return
        named = [("section", definition.section)]
        named += [(f"routes[{n}].section", r.section) for n, r in enumerate(definition.routes)]
        for key, section in named:
            if self.city.find_section(section) is None:
                self._note(name, key, f"「{section}」という課が市の設定にありません")

    def _guard(self, read: Any, path: Path) -> None:
        try:
            read(path)
        except PackFileUnreadable as error:
            self.problems += error.problems

    def _note(self, file: str, key: str, message: str) -> None:
        self.problems.append(PackProblem(file, key, message))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _as_reason(key: str, entry: Any) -> Any:
    if isinstance(entry, dict) and "text" in entry:
        return {"id": key, **entry}
    return {"id": key, "text": entry}
