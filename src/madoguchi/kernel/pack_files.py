# SPDX-License-Identifier: Apache-2.0
"""How is a file of a pack read strictly, so that a slip is found and not guessed over?"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from madoguchi.kernel.definition.load import place_of

_MOST_BYTES = 2_000_000
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One problem in a file of a pack; ``key`` is a place in it, or a line."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.key}: {self.message}"
            if self.key
            else f"{self.file}: {self.message}"
        )


class PackFileUnreadable(Exception):
    """A file that is no YAML, or not of the shape that it should have."""

    def __init__(self, problems: list[PackProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class _Loader(_Base):  # type: ignore[misc]
    """YAML as people expect it: only true and false are truths, 17:15 and 0012 are words."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:timestamp", re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), list("0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""]
)


def _construct_mapping(loader: Any, node: yaml.MappingNode) -> dict[Hashable, Any]:
    made: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable) or key in made:
            problem = "キーが2回出てきます" if isinstance(key, Hashable) else "キーは文字で書きます"
            raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
        made[key] = loader.construct_object(value_node, deep=True)
    return made


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def read_yaml(path: Path, name: str) -> Any:
    """The content of a YAML file; ``name`` is how problems call it.

    Raises:
        PackFileUnreadable: not UTF-8, not YAML, a key twice, an anchor, or too large.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise PackFileUnreadable([PackProblem(name, "", "2MBより大きいファイルは読めません")])
        written = path.read_text(encoding="utf-8")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(written, Loader=_Loader)):
            raise PackFileUnreadable([PackProblem(name, "", "アンカー(&と*)は使えません")])
        return yaml.load(written, Loader=_Loader)  # noqa: S506 a safe loader
    except UnicodeDecodeError:
        raise PackFileUnreadable([PackProblem(name, "", "UTF-8で書かれていません")]) from None
    except (OSError, ValueError) as error:
        raise PackFileUnreadable([PackProblem(name, "", str(error))]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{mark.line + 1}行目" if mark is not None else ""
        problem = str(getattr(error, "problem", None) or error)
        raise PackFileUnreadable([PackProblem(name, place, problem)]) from None


def read_mapping(path: Path, name: str) -> dict[str, Any]:
    """The content of a YAML file that holds a mapping with words for keys.

    Raises:
        PackFileUnreadable: it holds something else.
    """
    found = read_yaml(path, name)
    if not isinstance(found, Mapping) or not all(isinstance(key, str) for key in found):
        raise PackFileUnreadable([PackProblem(name, "", "「キー: 値」の形で書いてください")])
    return dict(found)


def problems_of(error: ValidationError, name: str, place: str = "") -> list[PackProblem]:
    """A pydantic error as problems with file and key."""
    return [
        PackProblem(name, f"{place}{place_of(tuple(entry['loc']))}", str(entry["msg"]))
        for entry in error.errors(include_url=False)
    ]


def read_model(model: type[BaseModel], content: Any, name: str, place: str = "") -> Any:
    """Content as a pydantic model.

    Raises:
        PackFileUnreadable: with every place that does not follow the model.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise PackFileUnreadable(problems_of(error, name, place)) from None
