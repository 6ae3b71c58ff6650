# SPDX-License-Identifier: Apache-2.0
"""Is a safe copy really harmless? Judged by readers that the sanitising itself does not use."""

import io
import posixpath
import zipfile

from lxml import etree
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from madoguchi.platform.files.sanitising.tests.hostile_pdfs import EICAR

_KEYS = {
    "/JavaScript", "/JS", "/OpenAction", "/AA", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/XFA",
    "/AcroForm", "/RichMediaContent", "/Annots", "/URI", "/Names", "/Outlines", "/Metadata", "/AF",
    "/Ref", "/OPI", "/FFilter", "/PieceInfo",
}  # fmt: skip
_VALUES = {
    "/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData",
    "/RichMedia", "/Filespec", "/EmbeddedFile", "/FileAttachment", "/Rendition", "/Movie", "/Sound",
    "/JBIG2Decode", "/JPXDecode",
}  # fmt: skip
_OFFICE_WORDS = (
    b"instrText", b"fldChar", b"OLEObject", b"TargetMode", b"http://evil", b"vbaProject", b"altChunk",
    b"attachedTemplate", b"mailMerge", b"hlinkClick", b"externalReference", b"macroEnabled",
    b"<!DOCTYPE", b"<!ENTITY", b"WEBSERVICE", b"HYPERLINK(", b"cmd|", b"office:script", b"DDE(",
    b"file:///", b"Auto_Open", EICAR,
)  # fmt: skip
_PARTS = ("[Content_Types].xml", "mimetype")


def why_not_inert(content, ending):
    """What is still wrong with a safe copy; empty where it is harmless."""
    if EICAR in content and not content.startswith(b"\xef\xbb\xbf"):
        return "the signature of the test virus is at its start"
    if ending == "pdf":
        return _pdf(content)
    if ending in {"jpg", "png", "webp"}:
        return _picture(content, ending)
    if ending in {"docx", "xlsx", "pptx", "odt", "ods"}:
        return _office(content)
    return _words(content, ending)


def _pdf(content):
    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
        return "bytes around the document"
    if zipfile.is_zipfile(io.BytesIO(content)):
        return "a ZIP too"
    reader = PdfReader(io.BytesIO(content), strict=False)
    if set(reader.trailer["/Root"]) - {"/Type", "/Pages"}:
        return f"the root has {set(reader.trailer['/Root'])}"
    if not len(reader.pages):
        return "no pages"
    return _walk(reader.trailer["/Root"], set())


def _walk(thing, seen):
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            if _KEYS & set(one) or ("/F" in one and "/Filter" in one):
                return f"keys {_KEYS & set(one) or '/F'}"
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += list(one)
        elif isinstance(one, NameObject) and one in _VALUES:
            return f"name {one}"
    return ""


def _picture(content, ending):
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        if len(image.getexif()) or set(image.info) & {"icc_profile", "comment", "xmp", "photoshop"}:
            return f"more than pixels: {set(image.info)}"
    if zipfile.is_zipfile(io.BytesIO(content)) or b"<script" in content:
        return "another file in it"
    end = {"jpg": b"\xff\xd9", "png": b"IEND\xaeB`\x82"}.get(ending, b"")
    return "" if content.endswith(end) else "bytes behind the end"


def _office(content):
    if not content.startswith(b"PK\x03\x04"):
        return "bytes before the archive"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.testzip() is not None:
            return "broken"
        for info in archive.infolist():
            found = _entry(info, archive.read(info))
            if found:
                return f"{info.filename}: {found}"
    return ""


def _entry(info, body):
    name = info.filename
    if posixpath.normpath(name) != name or name.startswith(("/", "..")) or info.external_attr >> 28:
        return "odd name"
    if name.lower().endswith((".png", ".jpg", ".jpeg")):
        return _picture(body, "png" if name.lower().endswith("png") else "jpg")
    if name not in _PARTS and not name.endswith((".xml", ".rels")):
        return "not a known part"
    if name != "mimetype":
        etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))  # fmt: skip
    return next((repr(word) for word in _OFFICE_WORDS if word in body), "")


def _words(content, ending):
    words = content.decode("utf-8-sig")
    if any(ord(c) < 32 and c not in "\n\t" for c in words) or "\u202e" in words:
        return "control characters"
    if ending == "csv":
        cells = [cell for line in words.splitlines() for cell in line.split(",")]
        return next((c for c in cells if c[:1] in {"=", "@"} or c.startswith("+1+")), "")
    return ""
