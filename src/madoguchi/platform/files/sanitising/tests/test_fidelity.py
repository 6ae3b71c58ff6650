# SPDX-License-Identifier: Apache-2.0
"""Does an honest file come out as it was: words, looks, formulas?"""

import io
import zipfile

import openpyxl
import pikepdf
import pypdfium2
import pytest
from lxml import etree
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader

from madoguchi.platform.files.sanitising.caged import run_caged
from madoguchi.platform.files.sanitising.sanitise import sanitise
from madoguchi.platform.files.sanitising.tests import good_files as good
from madoguchi.platform.files.sanitising.tests.inertness import why_not_inert

FILES = good.good_files()


@pytest.mark.parametrize("name", FILES)
def test_an_honest_file_keeps_its_type_and_is_inert(name):
    outcome = sanitise(FILES[name], name)
    assert (outcome.level, outcome.tried) == ("structural", {})
    assert outcome.ending == name.rpartition(".")[2]
    assert why_not_inert(outcome.content, outcome.ending) == ""


def look(content, page=0):
    document = pypdfium2.PdfDocument(content)
    image = document[page].render(scale=2).to_pil().convert("L")
    document.close()
    return image


def unlike(one, other):
    """How far two pages differ to an eye that does not look at single dots."""
    small = [page.resize((60, 85), Image.Resampling.BOX) for page in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*small)).mean[0]


@pytest.mark.parametrize("level", ["structural", "pixels"])
def test_a_pdf_looks_the_same(level):
    outcome = sanitise(FILES["form.pdf"], "form.pdf", level=level)
    before, after = look(FILES["form.pdf"]), look(outcome.content)
    assert before.size == after.size
    blank = Image.new("L", before.size, 255)
    assert unlike(before, after) < unlike(before, blank) / 3
    assert outcome.pages == 2


def test_a_rebuilt_pdf_keeps_its_words_and_a_drawn_one_has_none():
    words = PdfReader(io.BytesIO(sanitise(FILES["form.pdf"], "a.pdf").content)).pages[0]
    assert "児童手当" in words.extract_text()
    drawn = sanitise(FILES["form.pdf"], "a.pdf", level="pixels").content
    assert PdfReader(io.BytesIO(drawn)).pages[0].extract_text() == ""


def test_what_was_written_into_a_form_stays_on_the_page():
    with pikepdf.open(io.BytesIO(good.pdf(1))) as document:
        look_of_field = document.make_stream(
            b"0 0 300 60 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 300, 60]),
        )  # fmt: skip
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, F=4,
                T=pikepdf.String("a"), V=pikepdf.String("x"), Rect=pikepdf.Array([100, 20, 400, 80]),
                AP=pikepdf.Dictionary(N=look_of_field),
            )
        )  # fmt: skip
        document.pages[0].obj["/Annots"] = pikepdf.Array([field])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        out = io.BytesIO()
        document.save(out)
    outcome = sanitise(out.getvalue(), "form.pdf")
    assert outcome.removed["form_fields"] == 1
    image = look(outcome.content)
    assert image.getpixel((500, image.height - 100)) == 0


def test_a_photo_is_turned_upright_and_has_nothing_but_pixels():
    outcome = sanitise(FILES["photo.jpg"], "photo.jpg")
    with Image.open(io.BytesIO(FILES["photo.jpg"])) as before:
        width, height = before.size
    with Image.open(io.BytesIO(outcome.content)) as after:
        assert after.size == (height, width)
        assert not after.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixels_comes_through(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    source = (
        Image.new("L", (60, 40), 128) if mode == "I;16" else Image.new("RGB", (60, 40), "#808080")
    )
    source.convert(mode).save(out, kind)
    name = f"a.{'jpg' if kind == 'JPEG' else 'png'}"
    outcome = sanitise(out.getvalue(), name)
    assert outcome.level == "structural", outcome.tried
    with Image.open(io.BytesIO(outcome.content)) as after:
        assert after.size == (60, 40)


def test_a_workbook_opens_with_its_formula_chart_and_words():
    book = openpyxl.load_workbook(io.BytesIO(sanitise(FILES["budget.xlsx"], "a.xlsx").content))
    sheet = book["予算"]
    assert sheet["A1"].value == good.WORDS
    assert sheet["B3"].value == "=SUM(B1:B2)"
    assert len(sheet._charts) == 1
    assert len(sheet._images) == 1


def test_dangerous_formulas_leave_their_values():
    content = good.xlsx(formulas=('=HYPERLINK("http://evil.example/")', "=SUM(B1:B2)"))
    outcome = sanitise(content, "a.xlsx")
    assert outcome.removed["formulas"] == 1
    sheet = openpyxl.load_workbook(io.BytesIO(outcome.content), data_only=True)["予算"]
    assert [sheet["B3"].value, sheet["B4"].value] == [700, 700]


def test_prefixes_that_word_needs_are_declared():
    with zipfile.ZipFile(io.BytesIO(sanitise(FILES["letter.docx"], "a.docx").content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        assert archive.namelist()[0] == "[Content_Types].xml"
    ignorable = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable")
    assert ignorable == "w14"
    assert root.nsmap["w14"] == "http://schemas.microsoft.com/office/word/2010/wordml"


def test_an_opendocument_begins_with_its_type():
    content = sanitise(FILES["letter.odt"], "a.odt").content
    assert content[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    "name", [name for name in FILES if not name.endswith(("jpg", "png", "webp"))]
)
def test_the_words_alone_can_be_had_of_every_document(name):
    outcome = sanitise(FILES[name], name, level="text")
    assert outcome.level == "text"
    assert "児童手当" in outcome.content.decode("utf-8-sig")


def test_a_picture_has_no_words():
    outcome = sanitise(FILES["photo.jpg"], "photo.jpg", level="text")
    assert (outcome.level, outcome.reason) == (None, "not_admitted")


def test_a_page_can_be_looked_at():
    copy = sanitise(FILES["form.pdf"], "form.pdf").content
    drawn = run_caged(copy, "preview", "pdf", page=2)
    with Image.open(io.BytesIO(drawn.content)) as image:
        assert (image.format, drawn.pages) == ("JPEG", 2)
        assert image.width <= 1_000
    assert run_caged(copy, "preview", "pdf", page=3).reason == "not_admitted"


def test_names_in_private_characters_survive_in_text():
    outcome = sanitise("\ue000山".encode(), "a.txt")
    assert outcome.content.decode("utf-8-sig") == "\ue000山"
