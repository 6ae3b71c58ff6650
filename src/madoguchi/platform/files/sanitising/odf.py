# SPDX-License-Identifier: Apache-2.0
"""How does an OpenDocument text or sheet become a new one of its content, styles and pictures?"""

import re
import xml.etree.ElementTree as ET

from madoguchi.platform.files.sanitising import images
from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.office_xml import Part, Verdict, local, sift, space
from madoguchi.platform.files.sanitising.packages import Package, write_package
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

_MEDIA = "application/vnd.oasis.opendocument."
_KINDS = {"odt": f"{_MEDIA}text", "ods": f"{_MEDIA}spreadsheet"}
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_DROPPED = {
    **dict.fromkeys(("scripts", "event-listeners", "event-listener", "script"), "macros"),
    **dict.fromkeys(("object", "object-ole", "plugin", "applet", "floating-frame"), "ole"),
    **dict.fromkeys(("dde-connection-decls", "dde-links", "dde-source", "dde-connection"),
                    "outside_content"),
    **dict.fromkeys(("table-source", "section-source", "database-ranges", "cell-range-source",
                     "data-pilot-tables"), "outside_content"),
    **dict.fromkeys(("forms", "control"), "form_fields"),
    "execute-macro": "macros",
    "tracked-changes": "",
}  # fmt: skip
_DANGEROUS = re.compile(
    r"\b(DDE|WEBSERVICE|HYPERLINK|FILTERXML|IMAGE)\s*\(|file:|https?:|\|", re.IGNORECASE
)
_PICTURE = re.compile(r"Pictures/[\w.-]+\.(png|jpe?g)$", re.IGNORECASE)


def rebuild(content: bytes, ending: str, limits: Limits, removals: Removals) -> Rebuilt:
    """Keep content.xml and styles.xml, cleaned, and the pictures they show, drawn anew.

    Raises:
        CannotRebuild: locked, damaged, a bomb, or built to harm.
    """
    package = Package(content, limits, removals)
    if ending not in _KINDS or package.read("mimetype").strip() != _KINDS[ending].encode():
        raise CannotRebuild("damaged")
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read(
        "META-INF/manifest.xml"
    ):
        raise CannotRebuild("password")
    pictures = _draw_pictures(package, limits, removals)
    parts: dict[str, bytes] = {}
    for name in ("content.xml", "styles.xml"):
        if name in package:
            part = Part(package.read(name))
            _scrub(part, pictures, removals)
            parts[name] = part.write()
    if "content.xml" not in parts:
        raise CannotRebuild("damaged")
    parts |= pictures
    _note_dropped(package, parts, removals)
    rows = [
        ("mimetype", _KINDS[ending].encode()),
        ("META-INF/manifest.xml", _manifest(_KINDS[ending], parts)),
        *parts.items(),
    ]
    return Rebuilt(write_package(rows, stored=frozenset({"mimetype"})), ending)


def _scrub(part: Part, pictures: dict[str, bytes], removals: Removals) -> None:
    def judge(element: ET.Element) -> Verdict:
        name = local(element.tag)
        if not name or name in _DROPPED or "script" in space(str(element.tag)):
            removals.note(_DROPPED.get(name) or "other_parts")
            return "drop"
        _clean_attributes(element, pictures, removals)
        return "keep"

    _clean_attributes(part.root, pictures, removals)
    sift(part.root, judge)


def _clean_attributes(element: ET.Element, pictures: dict[str, bytes], removals: Removals) -> None:
    for key, value in list(element.attrib.items()):
        name = local(key)
        if name == "href" and not value.startswith("#") and value not in pictures:
            del element.attrib[key]
            removals.note("links")
        elif name in {"formula", "condition", "expression"} and _DANGEROUS.search(value):
            del element.attrib[key]
            removals.note("formulas")
        elif name in {"macro-name", "on-click", "on-event"}:
            del element.attrib[key]
            removals.note("macros")


def _draw_pictures(package: Package, limits: Limits, removals: Removals) -> dict[str, bytes]:
    drawn: dict[str, bytes] = {}
    for name in package.names():
        if _PICTURE.match(name):
            try:
                drawn[name] = images.rebuild(package.read(name), "", limits, removals).content
            except CannotRebuild:
                continue
    return drawn


def _note_dropped(package: Package, parts: dict[str, bytes], removals: Removals) -> None:
    for name in package.names():
        if name in parts or name in {"mimetype", "META-INF/manifest.xml", "settings.xml"}:
            continue
        if name.startswith(("Basic/", "Scripts/", "Dialogs/")):
            removals.note("macros")
        elif name.startswith("Object"):
            removals.note("ole")
        elif name.startswith(("meta.xml", "Thumbnails/")):
            removals.note("metadata")
        else:
            removals.note("other_parts")


def _manifest(kind: str, parts: dict[str, bytes]) -> bytes:
    ET.register_namespace("manifest", _MANIFEST)
    root = ET.Element(f"{{{_MANIFEST}}}manifest", {f"{{{_MANIFEST}}}version": "1.3"})
    for path, media in (("/", kind), *((name, _media(name)) for name in parts)):
        ET.SubElement(
            root,
            f"{{{_MANIFEST}}}file-entry",
            {f"{{{_MANIFEST}}}full-path": path, f"{{{_MANIFEST}}}media-type": media},
        )
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root)


def _media(name: str) -> str:
    if name.endswith(".xml"):
        return "text/xml"
    return "image/png" if name.lower().endswith("png") else "image/jpeg"
