# SPDX-License-Identifier: Apache-2.0
"""How does a Word, Excel or PowerPoint file become a new one of the parts that are known and needed?"""

import posixpath
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from urllib.parse import unquote

from madoguchi.platform.files.sanitising import images, ooxml_scrub
from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.office_xml import Part, local
from madoguchi.platform.files.sanitising.ooxml_types import (
    MAIN_TYPES,
    PICTURES,
    dropped_code,
    is_kept,
    is_main,
)
from madoguchi.platform.files.sanitising.packages import Package, write_package
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_PART, _ROOT_LINKS = "[Content_Types].xml", "_rels/.rels"
_MAIN_LINK = "/officeDocument"


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship that stays: its id, its type, the part it leads to."""

    id: str
    type: str
    target: str


@dataclass(slots=True)
class Kept:
    """A part of the new file."""

    content: bytes
    type: str
    links: list[Link] = field(default_factory=list)


def rebuild(content: bytes, ending: str, limits: Limits, removals: Removals) -> Rebuilt:
    """Follow the relationships from the main part, keep what is on the list, clean each, write anew.

    Raises:
        CannotRebuild: locked, damaged, a bomb, or built to harm.
    """
    if ending not in MAIN_TYPES:
        raise CannotRebuild("not_admitted")
    package = Package(content, limits, removals)
    builder = _Builder(package, limits, removals, ending)
    main = builder.find_main()
    builder.take(main, MAIN_TYPES[ending])
    builder.note_dropped()
    out = write_package(builder.write(main))
    check(out, limits)
    return Rebuilt(out, ending)


def check(content: bytes, limits: Limits) -> None:
    """Read what was written: only listed types, no relationship that leads outside.

    Raises:
        CannotRebuild: something else is there.
    """
    package = Package(content, limits, Removals())
    types = _Types(package)
    for name in package.names():
        if name.endswith(".rels"):
            for row in Part(package.read(name)).root:
                if row.get("TargetMode", "Internal") != "Internal" or ":" in row.get("Target", ""):
                    raise CannotRebuild("not_inert")
        elif name != _TYPES_PART:
            kind = types.of(name)
            if not (is_kept(kind) or kind in MAIN_TYPES.values() or kind in PICTURES):
                raise CannotRebuild("not_inert")


class _Types:
    """``[Content_Types].xml``: what each part is said to be."""

    def __init__(self, package: Package) -> None:
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        for row in Part(package.read(_TYPES_PART)).root:
            kind = row.get("ContentType", "")
            if local(row.tag) == "Default":
                self._defaults[row.get("Extension", "").lower()] = kind
            else:
                self._overrides[row.get("PartName", "").lstrip("/").lower()] = kind

    def of(self, name: str) -> str:
        """The type of a part."""
        found = self._overrides.get(name.lower())
        return found or self._defaults.get(name.rpartition(".")[2].lower(), "")


class _Builder:
    """Collects the parts of the new file."""

    def __init__(self, package: Package, limits: Limits, removals: Removals, ending: str) -> None:
        self._package, self._limits, self._removals = package, limits, removals
        self._ending = ending
        self._types = _Types(package)
        self._kept: dict[str, Kept] = {}
        self._seen: set[str] = set()

    def find_main(self) -> str:
        """The main part, which the root relationships name."""
        for link in self._links_of(""):
            if link.type.endswith(_MAIN_LINK) and is_main(
                self._types.of(link.target), self._ending
            ):
                return link.target
        raise CannotRebuild("damaged")

    def take(self, first: str, first_type: str) -> None:
        """Take a part and all that it leads to."""
        waiting = [(first, first_type)]
        while waiting:
            name, kind = waiting.pop()
            if name in self._kept:
                continue
            links = [one for one in self._links_of(name) if self._is_wanted(one.target)]
            kept = Kept(b"", kind, links)
            self._kept[name] = kept
            part = Part(self._package.read(name))
            ooxml_scrub.scrub(part, {link.id for link in links}, self._removals)
            kept.content = part.write()
            waiting += [(link.target, self._types.of(link.target)) for link in kept.links]

    def note_dropped(self) -> None:
        """Say of every part that stays behind what it was."""
        for name in self._package.names():
            if name not in self._kept and name != _TYPES_PART and not name.endswith(".rels"):
                self._removals.note(dropped_code(name, self._types.of(name)))

    def write(self, main: str) -> list[tuple[str, bytes]]:
        """Every part of the new file in order."""
        link = Link(
            "rId1",
            f"http://schemas.openxmlformats.org/officeDocument/2006/relationships{_MAIN_LINK}",
            main,
        )
        rows = [(_TYPES_PART, self._write_types()), (_ROOT_LINKS, _write_links("", [link]))]
        for name, kept in self._kept.items():
            rows.append((name, kept.content))
            if kept.links:
                rows.append((_links_name(name), _write_links(name, kept.links)))
        return rows

    def _is_wanted(self, target: str) -> bool:
        """Whether a part comes along; pictures are drawn anew at once, and go if they cannot be."""
        kind = self._types.of(target)
        if kind not in PICTURES:
            return is_kept(kind)
        if target not in self._kept and target not in self._seen:
            self._seen.add(target)
            try:
                drawn = images.rebuild(self._package.read(target), "", self._limits, self._removals)
            except CannotRebuild:
                return False
            if PICTURES[kind] != drawn.ending:
                return False
            self._kept[target] = Kept(drawn.content, kind)
        return target in self._kept

    def _links_of(self, name: str) -> list[Link]:
        """The relationships of a part that stay inside the package."""
        where = _links_name(name) if name else _ROOT_LINKS
        if where not in self._package:
            return []
        kept = []
        for row in Part(self._package.read(where)).root:
            link = Link(row.get("Id", ""), row.get("Type", ""), "")
            if row.get("TargetMode", "Internal") != "Internal":
                self._note_outside(link)
                continue
            target = _resolve(name, row.get("Target", ""))
            if target in self._package:
                kept.append(Link(link.id, link.type, target))
        return kept

    def _note_outside(self, link: Link) -> None:
        hyperlink = link.type.endswith("/hyperlink")
        self._removals.note("links" if hyperlink else "outside_content")

    def _write_types(self) -> bytes:
        root = ET.Element(f"{{{_TYPES}}}Types")
        rels = "application/vnd.openxmlformats-package.relationships+xml"
        ET.SubElement(root, f"{{{_TYPES}}}Default", Extension="rels", ContentType=rels)
        for name, kept in self._kept.items():
            ET.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=kept.type)
        return _write(root, _TYPES)


def _links_name(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def _resolve(part: str, target: str) -> str:
    target = unquote(target.partition("#")[0])
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _write_links(part: str, links: list[Link]) -> bytes:
    root = ET.Element(f"{{{_LINKS}}}Relationships")
    for link in links:
        target = posixpath.relpath(link.target, posixpath.dirname(part) or ".")
        ET.SubElement(root, f"{{{_LINKS}}}Relationship", Id=link.id, Type=link.type, Target=target)
    return _write(root, _LINKS)


def _write(root: ET.Element, namespace: str) -> bytes:
    ET.register_namespace("", namespace)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ET.tostring(root)
