# SPDX-License-Identifier: Apache-2.0
"""What in the XML of a Word, Excel or PowerPoint part acts, fetches or links, and has to go?"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Collection

from madoguchi.platform.files.sanitising.office_xml import Part, Verdict, local, sift, space
from madoguchi.platform.files.sanitising.results import Removals

_DROPPED = {
    **dict.fromkeys(("OLEObject", "oleObj", "oleObjects", "oleObject"), "ole"),
    **dict.fromkeys(("control", "controls"), "activex"),
    **dict.fromkeys(("altChunk", "subDoc", "externalData", "externalReferences"), "outside_content"),
    **dict.fromkeys(("ddeLink", "mailMerge", "attachedTemplate"), "outside_content"),
    **dict.fromkeys(("hlinkClick", "hlinkHover", "hlinkMouseOver", "hyperlinks"), "links"),
    **dict.fromkeys(("fldChar", "delInstrText", "ffData"), ""),
    "instrText": "fields",
    **dict.fromkeys(("timing", "transition", "snd", "videoFile", "audioFile", "audioCd",
                     "wavAudioFile", "quickTimeFile"), "media"),
    **dict.fromkeys(("docVars", "dataBinding", "pivotCaches", "webPublishing", "webPublishItems",
                     "legacyDrawing", "legacyDrawingHF", "extLst", "smartTags"), ""),
}  # fmt: skip
_UNWRAPPED = {"fldSimple": "fields"}
_KEEP_WITHOUT_LINK = frozenset({"hyperlink", "blip", "imagedata", "fill", "stroke"})
_FORMULAS = frozenset(
    [
        "f",
        "formula",
        "formula1",
        "formula2",
        "calculatedColumnFormula",
        "totalsRowFormula",
        "definedName",
        "oldFormula",
        "nf",
    ]
)
_DANGEROUS = re.compile(
    r"\b(WEBSERVICE|HYPERLINK|FILTERXML|RTD|CALL|REGISTER(\.ID)?|EXEC|DDE|IMAGE|ENCODEURL|"
    r"SQL\.REQUEST|STOCKHISTORY|FOPEN|FWRITE|RUN|ALERT|HALT|CUBE\w+|GET\.\w+)\s*\(|"
    r"\[\d+\]|\||\\\\|https?:|file:|\.(xls|doc|ppt)\w?\]",
    re.IGNORECASE,
)
_POINTING = frozenset({"href", "src", "althref", "link", "action", "invalidurl", "onaction"})
_EMPTIED = frozenset({"macro"})


def scrub(part: Part, kept_ids: Collection[str], removals: Removals) -> None:
    """Take out elements and attributes; relationships that are not in ``kept_ids`` lose their user."""

    def judge(element: ET.Element) -> Verdict:
        name = local(element.tag)
        if not name or name in _DROPPED:
            removals.note(_DROPPED.get(name) or "", int(bool(_DROPPED.get(name))))
            return "drop"
        if name in _UNWRAPPED:
            removals.note(_UNWRAPPED[name])
            return "unwrap"
        if name in _FORMULAS and is_dangerous(element):
            removals.note("formulas")
            return "drop"
        if _lost_link(element, kept_ids) and name not in _KEEP_WITHOUT_LINK:
            return "drop"
        _clean_attributes(element, kept_ids, removals)
        return "keep"

    _clean_attributes(part.root, kept_ids, removals)
    sift(part.root, judge)


def is_dangerous(element: ET.Element) -> bool:
    """Whether a formula or a defined name calls out, or starts by itself."""
    name = element.get("name", "").lower()
    if local(element.tag) == "definedName" and ("auto_" in name or element.get("xlm") == "1"):
        return True
    return bool(_DANGEROUS.search("".join(element.itertext())))


def is_link(attribute: str) -> bool:
    """Whether an attribute names a relationship (ISO/IEC 29500-1, 22.8; strict or transitional)."""
    return space(attribute).endswith("officeDocument/2006/relationships") or space(
        attribute
    ).endswith("officeDocument/relationships")


def _lost_link(element: ET.Element, kept_ids: Collection[str]) -> bool:
    return any(is_link(key) and value not in kept_ids for key, value in element.attrib.items())


def _clean_attributes(element: ET.Element, kept_ids: Collection[str], removals: Removals) -> None:
    for key, value in list(element.attrib.items()):
        name = local(key).lower()
        if is_link(key):
            if value not in kept_ids:
                del element.attrib[key]
        elif name in _EMPTIED:
            element.set(key, "")
        elif name in _POINTING and value and not value.startswith("#"):
            del element.attrib[key]
            removals.note("links")
