# SPDX-License-Identifier: Apache-2.0
"""Would a strict content security policy or a city without internet break this page?"""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks.tree import sources

_COMMENTS = re.compile(
    r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->|/\*.*?\*/", re.DOTALL
)
_TAG = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_ELEMENT = re.compile(r"<(?P<tag>[a-zA-Z][\w-]*)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^<>'\"])*)>")
_OUTSIDE = re.compile(r"^\s*(?:https?:)?//")
_LOADING = ("src", "srcset", "action", "formaction", "poster", "data", "hx-get", "hx-post")
_DATA_SCRIPTS = ("application/json", "application/ld+json")
_CSS_URL = re.compile(r"url\(\s*['\"]?(?P<to>[^'\")]+)|@import\s+['\"](?P<import>[^'\"]+)")
_SCRIPT_URL = re.compile(r"""['"`]((?:https?:)?//[^'"`\s]+)""")
_NAMESPACES = ("http://www.w3.org/",)


def strict_pages(root: Path) -> list[str]:
    """Templates have no inline script, style or event handler, and load from no other host."""
    problems = []
    for source in sources(root, ".html", under="src"):
        text = _TAG.sub(_newlines, _blank(source.text))
        for found in _ELEMENT.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            faults = _faults(found["tag"].lower(), found["attributes"])
            problems += [f"{source.name}:{line}: {fault}" for fault in faults]
    return problems


def strict_assets(root: Path) -> list[str]:
    """Our style sheets and scripts load from no other host."""
    problems = []
    for source in sources(root, ".css", ".js"):
        text = _blank(source.text)
        pattern = _CSS_URL if source.path.suffix == ".css" else _SCRIPT_URL
        for found in pattern.finditer(text):
            address = next(group for group in found.groups() if group)
            if _OUTSIDE.match(address) and not address.startswith(_NAMESPACES):
                line = text.count("\n", 0, found.start()) + 1
                problems.append(f"{source.name}:{line}: names another host: {address}")
    return problems


def _blank(text: str) -> str:
    """The text without comments, lines kept."""
    return _COMMENTS.sub(_newlines, text)


def _newlines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _faults(tag: str, attributes: str) -> Iterator[str]:
    values = dict(_attributes(attributes))
    if tag == "style":
        yield "inline <style>"
    if tag == "script" and "src" not in values and values.get("type") not in _DATA_SCRIPTS:
        yield "inline <script>"
    if "style" in values:
        yield "inline style attribute"
    for name in values:
        if re.fullmatch(r"on[a-z]+|hx-on.*", name):
            yield f"inline event handler {name}"
    loading = [*_LOADING, "href"] if tag in {"link", "use", "image", "base"} else _LOADING
    for name in loading:
        if _OUTSIDE.match(values.get(name, "")):
            yield f"<{tag} {name}> loads from another host: {values[name]}"


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"([\w:@.-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?", text):
        yield found[1].lower(), (found[2] or "").strip("\"'")
