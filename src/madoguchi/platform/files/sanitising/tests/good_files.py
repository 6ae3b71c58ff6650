# SPDX-License-Identifier: Apache-2.0
"""Honest files of every admitted type, made on the spot: what must come out whole."""

import io
import zipfile

import typst
import xlsxwriter
from PIL import Image, ImageDraw

WORDS = "灯台市 児童手当"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_OPEN = "application/vnd.openxmlformats-officedocument."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def picture(kind="JPEG", size=(160, 120), **options):
    image = Image.new("RGB", size, "#e0a030")
    ImageDraw.Draw(image).ellipse((20, 10, 120, 100), fill="#204080")
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(megapixels=12):
    """A photo with texture, camera data and a place, lying on its side."""
    width = int((megapixels * 1_000_000 * 4 / 3) ** 0.5)
    image = Image.effect_noise((width // 4, width * 3 // 16), 60).resize((width, width * 3 // 4))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 22.0)})
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def pdf(pages=2):
    page = f"= {WORDS}\n#lorem(300)\n#table(columns: 3, ..range(30).map(n => [#n]))\n"
    source = '#set page(paper: "a4")\n' + "#pagebreak()\n".join([page] * pages)
    return typst.compile(source.encode())


def archive(entries, *, stored=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            target.writestr(name, content, compress_type=kind)
    return out.getvalue()


def relationships(*rows):
    """(id, kind, target, mode) each."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind if ":" in kind else f"{_R}/{kind}"}" '
        f'Target="{target}"{f" TargetMode={chr(34)}{mode}{chr(34)}" if mode else ""}/>'
        for key, kind, target, mode in rows
    )
    return (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{lines}</Relationships>"
    ).encode()


def content_types(overrides, defaults=()):
    rows = "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in overrides.items())
    rows += "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in defaults)
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    ).encode()


def docx_parts(*, body="", more_types=None, more_rels=(), defaults=(), main=None, more=None):
    """The parts of a Word file, to which a hostile one adds its own."""
    document = (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14">'
        f'<w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{WORDS}</w:t></w:r>'
        f"</w:p>{body}<w:sectPr/></w:body></w:document>"
    )
    styles = (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:style w:type="paragraph" w:styleId="Heading1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>'
    )
    types = {
        "/word/document.xml": main or f"{_OPEN}wordprocessingml.document.main+xml",
        "/word/styles.xml": f"{_OPEN}wordprocessingml.styles+xml",
        **(more_types or {}),
    }
    return {
        "[Content_Types].xml": content_types(types, (("png", "image/png"), *defaults)),
        "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml", "")),
        "word/document.xml": document.encode(),
        "word/_rels/document.xml.rels": relationships(
            ("rId1", "styles", "styles.xml", ""), ("rId2", "image", "media/image1.png", ""),
            *more_rels,
        ),
        "word/styles.xml": styles.encode(),
        "word/media/image1.png": picture("PNG"),
        **(more or {}),
    }  # fmt: skip


def docx(**changes):
    return archive(docx_parts(**changes))


def xlsx(*, formulas=("=SUM(B1:B2)",)):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("予算")
        sheet.write_string(0, 0, WORDS)
        sheet.write_number(0, 1, 300)
        sheet.write_number(1, 1, 400)
        for row, formula in enumerate(formulas, start=2):
            sheet.write_formula(row, 1, formula, value=700)
        sheet.insert_image(4, 3, "a.png", {"image_data": io.BytesIO(picture("PNG"))})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=予算!$B$1:$B$2"})
        sheet.insert_chart("F2", chart)
    return out.getvalue()


def pptx(*, slide_more="", slide_rels=()):
    slide = (
        f'{_HEAD}<p:sld xmlns:p="{_P}" xmlns:a="{_A}" xmlns:r="{_R}"><p:cSld><p:spTree>'
        "<p:nvGrpSpPr><p:cNvPr id='1' name=''/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>"
        "<p:sp><p:nvSpPr><p:cNvPr id='2' name='T'/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>"
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></p:txBody></p:sp>"
        f"{slide_more}</p:spTree></p:cSld></p:sld>"
    )
    show = (
        f'{_HEAD}<p:presentation xmlns:p="{_P}" xmlns:r="{_R}"><p:sldIdLst>'
        '<p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>'
    )
    types = {
        "/ppt/presentation.xml": f"{_OPEN}presentationml.presentation.main+xml",
        "/ppt/slides/slide1.xml": f"{_OPEN}presentationml.slide+xml",
    }
    return archive(
        {
            "[Content_Types].xml": content_types(types),
            "_rels/.rels": relationships(("rId1", "officeDocument", "ppt/presentation.xml", "")),
            "ppt/presentation.xml": show.encode(),
            "ppt/_rels/presentation.xml.rels": relationships(
                ("rId1", "slide", "slides/slide1.xml", "")
            ),
            "ppt/slides/slide1.xml": slide.encode(),
            "ppt/slides/_rels/slide1.xml.rels": relationships(*slide_rels),
        }
    )


def opendocument(kind="text", *, body="", scripts="", more=None):
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    inner = f"<text:p>{WORDS}</text:p>{body}"
    if kind == "spreadsheet":
        inner = (
            f'<table:table table:name="予算"><table:table-row><table:table-cell>{inner}'
            "</table:table-cell></table:table-row></table:table>"
        )
    content = (
        f'{_HEAD}<office:document-content xmlns:office="{office}" xmlns:text="{words}" '
        f'xmlns:table="{table}" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" office:version="1.3">'
        f"{scripts}<office:body><office:{kind}>{inner}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": content.encode(),
            "Pictures/a.png": picture("PNG"),
            "META-INF/manifest.xml": b"<manifest/>",
            **(more or {}),
        },
        stored=("mimetype",),
    )


def good_files():
    """Name and content of one honest file of each type."""
    return {
        "photo.jpg": photo(0.5),
        "plan.png": picture("PNG"),
        "plan.webp": picture("WEBP"),
        "form.pdf": pdf(),
        "letter.docx": docx(),
        "budget.xlsx": xlsx(),
        "slides.pptx": pptx(),
        "letter.odt": opendocument(),
        "budget.ods": opendocument("spreadsheet"),
        "list.csv": f"氏名,金額\n{WORDS},-300\n".encode("cp932"),
        "words.txt": f"{WORDS}\r\n".encode("cp932"),
    }
