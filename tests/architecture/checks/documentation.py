# SPDX-License-Identifier: Apache-2.0
"""Do the docs name only what exists, and is all that exists named in the docs?"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from tests.architecture.checks.offer import Offer, offer
from tests.architecture.checks.tree import Source, sources

_CODE = re.compile(r"```(?P<kind>\w*)\n(?P<block>.*?)```|`(?P<span>[^`\n]+)`", re.DOTALL)
_COMMAND = re.compile(r"(?:^|[\s/;&|(])madoguchi(?: +(?P<words>[a-z-][^\n;&|)#]*))", re.MULTILINE)
_MAKE = re.compile(
    r"(?:^|[\s;&|])make((?: +[A-Z_]+=\S+)*) +(?P<target>[a-z][a-z0-9-]*)", re.MULTILINE
)
_SETTING = re.compile(r"MADOGUCHI_[A-Z][A-Z0-9_]*")
_ENDPOINT = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE) (?P<address>/[^\s?`|)]*)")
_PLACE = re.compile(r"<[^>]+>|\{[^}]+\}|…")
_ZONES = {"portal", "office", "core"}
_LINK = re.compile(r"\]\((?P<to>[^)\s]+)\)")
_HAND_WRITTEN = ("README.md", "README.ja.md", "CONTRIBUTING.md")


def named_but_missing(root: Path) -> list[str]:
    """Commands, options, targets, settings, endpoints and pack keys that do not exist."""
    known = offer(root)
    problems = []
    for page in _pages(root):
        for line, kind, code in _code(page.text):
            faults = [
                *_unknown_commands(code, known),
                *_unknown_words(code, known),
                *(_unknown_keys(code, known) if kind == "yaml" else ()),
            ]
            problems += [f"{page.name}:{line}: {fault}" for fault in faults]
    return problems


def existing_but_unnamed(root: Path) -> list[str]:
    """What the product offers and no page of the docs explains."""
    known = offer(root)
    text = "\n".join(page.text for page in _pages(root))
    code = "\n".join(code for page in _pages(root) for _, _, code in _code(page.text))
    words = set(re.findall(r"[\w-]+", code))
    return [
        *(
            f"madoguchi {c}: no page names it"
            for c in known.commands
            if f"madoguchi {c}" not in code
        ),
        *(f"make {t}: no page names it" for t in sorted(known.targets) if f"make {t}" not in code),
        *(f"{s}: no page names it" for s in sorted(known.settings) if s not in text),
        *(f"pack key {k}: no page names it" for k in sorted(known.pack_keys - words)),
        *(f"{a}: no page names it" for a in sorted(known.endpoints) if f"`{a}`" not in text),
    ]


def broken_links(root: Path) -> list[str]:
    """Links to files that are not there, and decisions that share a number."""
    problems, numbers = [], Counter[str]()
    for page in _pages(root):
        if page.name.startswith("docs/adr/"):
            numbers[page.path.name[:4]] += 1
        for found in _LINK.finditer(_CODE.sub("", page.text)):
            target = found["to"].split("#")[0]
            if target and "://" not in target and not (page.path.parent / target).exists():
                problems.append(f"{page.name}: the link {target} leads nowhere")
    problems += [f"docs/adr: {number} is given twice" for number, n in numbers.items() if n > 1]
    return problems


def _pages(root: Path) -> Iterator[Source]:
    for page in sources(root, ".md"):
        top = page.name.split("/")[0]
        if page.name in _HAND_WRITTEN or top in {"docs", "packs"} or page.room is not None:
            yield page


def _code(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, language and content of each code block and code span."""
    for found in _CODE.finditer(text):
        block = found["block"] if found["block"] is not None else found["span"]
        yield text.count("\n", 0, found.start()) + 1, found["kind"] or "", block


def _unknown_commands(code: str, known: Offer) -> Iterator[str]:
    for found in _COMMAND.finditer(code):
        first, *rest = found["words"].split()
        if first.startswith("-") or first == "manage":
            continue
        if first in known.commands:
            yield from _unknown_options(first, rest, known.commands[first])
        else:
            yield f"there is no command 'madoguchi {first}'"


def _unknown_options(command: str, rest: list[str], accepted: frozenset[str]) -> Iterator[str]:
    expects_action = True
    for word in rest:
        option = word.split("=")[0].strip("[]")
        if option.startswith("--"):
            if option not in accepted:
                yield f"'madoguchi {command}' has no option {option}"
            expects_action = option == "--zone" and "=" not in word
        elif expects_action and re.fullmatch(r"[a-z][a-z-]*", word) and word not in _ZONES:
            expects_action = False
            if word not in accepted:
                yield f"'madoguchi {command}' has no action {word}"


def _unknown_words(code: str, known: Offer) -> Iterator[str]:
    for found in _MAKE.finditer(code):
        if found["target"] not in known.targets:
            yield f"there is no target 'make {found['target']}'"
    for name in _SETTING.findall(code):
        if name not in known.settings:
            yield f"nothing reads {name}"
    for found in _ENDPOINT.finditer(code):
        if not any(_same(found["address"], address) for address in known.endpoints):
            yield f"there is no endpoint {found['address']}"


@cache
def _pattern(address: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"<[^>]+>", "[^/]+", address))


def _same(written: str, address: str) -> bool:
    """Whether an address of the docs is this pattern; ``<id>`` and ``{id}`` stand for a part."""
    return _pattern(address).fullmatch(_PLACE.sub("x", written)) is not None


def _unknown_keys(code: str, known: Offer) -> Iterator[str]:
    """Keys of a YAML block that begins with ``# procedure`` (other YAML is not a pack)."""
    if not code.lstrip().startswith("# procedure"):
        return
    try:
        content = yaml.safe_load(textwrap.dedent(code))
    except yaml.YAMLError as problem:
        yield f"this YAML cannot be read: {problem}"
        return
    for key in _keys(content):
        if key not in known.pack_keys:
            yield f"a pack knows no key '{key}'"


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)
