# SPDX-License-Identifier: Apache-2.0
"""How is the XML of a document read without trusting it, and written so that Office reads it?"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import defusedxml
import defusedxml.ElementTree

from madoguchi.platform.files.sanitising.results import CannotRebuild

_DECLARED = re.compile(r"""xmlns(?::([\w.-]+))?\s*=\s*["']([^"']*)["']""")
_ROOT = re.compile(r"<(?![?!])[^\s/>]+")
_GENERATED = re.compile(r"ns\d+$")
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PREFIX_LISTS = (f"{_COMPATIBILITY}Ignorable", f"{_COMPATIBILITY}MustUnderstand", "Requires")
Verdict = str
"""keep, drop (with all in it) or unwrap (its children take its place)."""


class Part:
    """One XML part: its tree, and the prefixes that its author used."""

    def __init__(self, content: bytes) -> None:
        words = _decode(content)
        self.prefixes: dict[str, str] = {}
        for prefix, uri in _DECLARED.findall(words):
            self.prefixes.setdefault(prefix, uri)
        try:
            self.root: ET.Element = defusedxml.ElementTree.fromstring(words, forbid_dtd=True)
        except defusedxml.DefusedXmlException:
            raise CannotRebuild("harmful") from None
        except (ET.ParseError, ValueError, LookupError):
            raise CannotRebuild("damaged") from None

    def write(self) -> bytes:
        """The tree as UTF-8, with the author's prefixes: compatibility lists name them."""
        for prefix, uri in self.prefixes.items():
            if not _GENERATED.match(prefix) and uri:
                ET.register_namespace(prefix, uri)
        words = ET.tostring(self.root, encoding="unicode")
        found = _ROOT.search(words)
        if found is None:
            raise CannotRebuild("damaged")
        head = words[: words.index(">", found.end())]
        missing = [prefix for prefix in sorted(self._listed()) if f"xmlns:{prefix}=" not in head]
        more = "".join(f' xmlns:{prefix}="{self.prefixes[prefix]}"' for prefix in missing)
        words = words[: found.end()] + more + words[found.end() :]
        return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + words.encode()

    def _listed(self) -> set[str]:
        """Prefixes that attributes speak of."""
        listed: set[str] = set()
        for element in self.root.iter():
            for key in _PREFIX_LISTS:
                kept = [one for one in element.get(key, "").split() if one in self.prefixes]
                if key in element.attrib:
                    element.set(key, " ".join(kept))
                listed.update(kept)
        return listed


def _decode(content: bytes) -> str:
    """Only the encodings that Office writes; the declaration goes, since this is text now."""
    try:
        words = content.decode(
            "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
        )
    except UnicodeDecodeError:
        raise CannotRebuild("damaged") from None
    words = words.lstrip()
    if words.startswith("<?xml"):
        words = words.partition("?>")[2]
    return words


def local(tag: object) -> str:
    """The name of a tag or attribute without its namespace; empty for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def space(tag: str) -> str:
    """The namespace of a tag or attribute."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def sift(root: ET.Element, judge: Callable[[ET.Element], Verdict]) -> None:
    """Go through a tree and take out what the judge does not keep."""
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        children: list[ET.Element] = []
        for child in list(parent):
            verdict = judge(child)
            if verdict == "unwrap":
                children += [inner for inner in child if judge(inner) == "keep"]
            elif verdict == "keep":
                children.append(child)
        if children != list(parent):
            parent[:] = children
        waiting += children
