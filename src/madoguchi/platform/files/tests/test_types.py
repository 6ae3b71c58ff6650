# SPDX-License-Identifier: Apache-2.0
"""Which files pass, and which are refused with which words?"""

import io
import zipfile

import pytest

from madoguchi.platform.files.archives import TAIL_BYTES, read_directory
from madoguchi.platform.files.kinds import ALL_KINDS, TYPES, UploadRule
from madoguchi.platform.files.receiving import clean_name
from madoguchi.platform.files.refusals import UploadRefused
from madoguchi.platform.files.sniffing import Sniffer
from madoguchi.platform.files.tests import samples

EVERYTHING = UploadRule(kinds=ALL_KINDS)


def _pass(name: str, content: bytes, *, rule: UploadRule = EVERYTHING, step: int = 1000) -> str:
    try:
        sniffer = Sniffer(name, rule)
        for start in range(0, len(content), step):
            sniffer.feed(content[start : start + step])
        sniffer.finish()
    except UploadRefused as refusal:
        return refusal.code if _is_complete(refusal) else "incomplete"
    return sniffer.media_type


def _is_complete(refusal: UploadRefused) -> bool:
    message, next_step = refusal.message, refusal.next_step
    return bool(message.en and message.easy and next_step and next_step.en and next_step.easy)


GOOD = {
    "写真.jpg": samples.picture("JPEG"),
    "写真.JPEG": samples.picture("JPEG"),
    "a.png": samples.picture("PNG"),
    "a.webp": samples.picture("WEBP"),
    "a.pdf": samples.pdf(),
    "a.xlsx": samples.xlsx(),
    "a.docx": samples.ooxml("word"),
    "a.pptx": samples.ooxml("ppt"),
    "a.odt": samples.opendocument("text"),
    "a.ods": samples.opendocument("spreadsheet"),
    "a.txt": "灯台市 児童手当".encode(),
    "sjis.csv": "氏名,金額\r\n船木 髙,1000\r\n".encode("cp932"),
    "utf16.txt": "灯台".encode("utf-16"),
    "bm.csv": b"BM,size\n1,2\n",
    "long.txt": ("あ" * 9000).encode(),
}


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("step", [7, 100_000])
def test_true_files_pass(name: str, step: int) -> None:
    assert _pass(name, GOOD[name], step=step) == TYPES[name.rpartition(".")[2].lower()].media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "upload_type_not_allowed"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "upload_old_office"),
        ("A.XLS", b"\xd0\xcf\x11\xe0", "upload_old_office"),
        ("a", b"text", "upload_type_not_allowed"),
        ("a.svg", b"<svg/>", "upload_type_not_allowed"),
        ("a.docm", samples.ooxml("word"), "upload_type_not_allowed"),
        ("IMG_0001.HEIC", samples.heic(), "upload_phone_photo"),
        ("a.heif", samples.heic(), "upload_phone_photo"),
        ("a.jpg", samples.heic(), "upload_phone_photo"),
        ("a.pdf", samples.heic(), "upload_type_mismatch"),
        ("a.jpg", samples.pdf(), "upload_type_mismatch"),
        ("a.pdf", samples.picture("PNG"), "upload_type_mismatch"),
        ("a.pdf", b"%PD", "upload_type_mismatch"),
        ("a.docx", samples.xlsx(), "upload_type_mismatch"),
        ("a.xlsx", samples.opendocument("spreadsheet"), "upload_type_mismatch"),
        ("a.ods", samples.opendocument("text"), "upload_type_mismatch"),
        ("a.docx", samples.pdf(), "upload_type_mismatch"),
        ("a.txt", samples.pdf(), "upload_type_mismatch"),
        ("a.txt", b"MZ\x90\x00" + bytes(100), "upload_type_mismatch"),
        ("a.csv", b"a,b\n" * 3000 + b"\0", "upload_type_mismatch"),
        ("a.docx", samples.ooxml("word")[:-30], "upload_damaged"),
        ("a.docx", b"PK\x03\x04" + bytes(100), "upload_damaged"),
        ("a.docx", b"MZ" + samples.ooxml("word"), "upload_type_mismatch"),
        ("a.docx", samples.ooxml("word", {"word/vbaProject.bin": b"x"}), "upload_macro"),
    ],
)
def test_wrong_files_are_refused(name: str, content: bytes, code: str) -> None:
    assert _pass(name, content) == code


def test_a_type_that_the_question_does_not_take_is_refused_with_the_types_it_takes() -> None:
    with pytest.raises(UploadRefused) as refused:
        Sniffer("a.xlsx", UploadRule())
    assert "PDF" in refused.value.message.ja
    assert UploadRule().accept_attribute() == ".jpg,.jpeg,.png,.webp,.pdf"


def test_where_no_photos_are_taken_a_phone_photo_is_not_explained() -> None:
    with pytest.raises(UploadRefused) as refused:
        Sniffer("a.heic", UploadRule(kinds=frozenset({"pdf"})))
    assert refused.value.code == "upload_type_not_allowed"


@pytest.mark.parametrize(
    "bomb", [samples.zip_bomb(40), samples.zip_bomb(520), samples.overlapping_zip(300)]
)
def test_zip_bombs_are_refused_from_their_directory(bomb: bytes) -> None:
    assert len(bomb) < 1_000_000
    assert _pass("a.docx", bomb, step=65536) == "upload_zip_bomb"


def test_too_many_entries_are_a_bomb() -> None:
    many = samples.ooxml("word", {f"word/{n}.xml": b"" for n in range(5_001)})
    assert _pass("a.docx", many) == "upload_zip_bomb"


def test_a_protected_archive_is_called_damaged_or_protected() -> None:
    content = bytearray(samples.ooxml("word"))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    assert _pass("a.docx", bytes(content)) == "upload_damaged"


def test_every_changed_byte_of_a_directory_is_survived() -> None:
    """Hostile tables of contents are refused or read, but never crash."""
    content = samples.xlsx()
    start = content.find(b"PK\x01\x02")
    outcomes = set()
    for place in range(start, len(content)):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        outcomes.add(_pass("a.xlsx", bytes(changed), step=1_000_000))
    assert "upload_damaged" in outcomes
    assert outcomes <= {
        "upload_damaged", "upload_zip_bomb", "upload_type_mismatch", TYPES["xlsx"].media_type,
    }  # fmt: skip


def test_the_directory_agrees_with_zipfile() -> None:
    content = samples.xlsx()
    with zipfile.ZipFile(io.BytesIO(content)) as reference:
        expected = [(i.filename, i.compress_size, i.file_size) for i in reference.infolist()]
    entries = read_directory(content[-TAIL_BYTES:], len(content))
    assert [(e.name, e.packed, e.unpacked) for e in entries] == expected


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\users\\灯\\写真.jpg", "写真.jpg"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("が\x00\n.pdf", "が.pdf"),
        ("あ" * 300 + ".pdf", "あ" * 116 + ".pdf"),
        ("", "file"),
        (".pdf", "file.pdf"),
    ],
)
def test_names_are_made_fit_to_be_shown(given: str, shown: str) -> None:
    assert clean_name(given) == shown
