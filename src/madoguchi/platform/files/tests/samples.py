# SPDX-License-Identifier: Apache-2.0
"""Small true files of each type, and hostile ones, made on the spot."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from pikepdf import Pdf
from PIL import Image

CANARY = b"CANARY-7f3a-children-of-Akari"


def picture(kind: str) -> bytes:
    """A picture as PNG, JPEG or WEBP."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#e0a030").save(out, kind)
    return out.getvalue()


def heic() -> bytes:
    """The beginning of a HEIC file: its type box."""
    brands = b"heic" + bytes(4) + b"mif1heic"
    return struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + bytes(500)


def pdf() -> bytes:
    """A PDF of one empty page."""
    out = io.BytesIO()
    with Pdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    """A workbook."""
    out = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "灯台市"
    book.save(out)
    return out.getvalue()


def archive(entries: dict[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP with these entries, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            target.writestr(name, content, compress_type=kind)
    return out.getvalue()


def ooxml(folder: str, more: dict[str, bytes] | None = None) -> bytes:
    """What every Word, Excel or PowerPoint file has."""
    return archive(
        {"[Content_Types].xml": b"<Types/>", f"{folder}/main.xml": b"<a/>", **(more or {})}
    )


def opendocument(kind: str) -> bytes:
    """What every OpenDocument file has."""
    media_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": media_type, "content.xml": b"<a/>"}, stored=("mimetype",))


def zip_bomb(unpacked_megabytes: int) -> bytes:
    """A Word file with one entry of zeros."""
    return ooxml("word", {"word/big.xml": bytes(unpacked_megabytes * 1024 * 1024)})


def overlapping_zip(copies: int) -> bytes:
    """A directory whose lines all point at one and the same packed entry."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(1_000_000)) + packer.flush()
    names = [b"[Content_Types].xml", *(b"word/%d.xml" % n for n in range(copies))]
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 1_000_000, 19, 0
    )
    body = local + names[0] + packed
    directory = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            20,
            20,
            0,
            8,
            0,
            0,
            0,
            len(packed),
            1_000_000,
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + name
        for name in names
    )
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, len(names), len(names), len(directory), len(body), 0
    )
    return body + directory + end
