# SPDX-License-Identifier: Apache-2.0
"""The search for traces finds what was planted, however it was written down."""

import gzip
import io
import json
import sqlite3
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests.journeys.traces import Seeker

WORD, KANJI = "Xq7CANARIVz", "鵺鷽籠鵤"
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "lower case": bytes.lower,
    "hex": lambda data: data.hex().encode(),
    "base64": b64encode,
    "base64, one off": lambda data: b64encode(b"-" + data),
    "base64, two off": lambda data: b64encode(b"--" + data),
    "base64 for addresses": urlsafe_b64encode,
    "percent": lambda data: quote_plus(data).encode(),
    "json": lambda data: json.dumps({"answer": data.decode()}).encode(),
    "utf-16": lambda data: data.decode().encode("utf-16"),
    "shift_jis": lambda data: data.decode().encode("cp932"),
    "zlib": lambda data: zlib.compress(b"....." + data + b"....."),
    "gzip": lambda data: gzip.compress(b"....." + data + b"....."),
    "zlib in base64": lambda data: b'"' + urlsafe_b64encode(zlib.compress(data * 3)) + b'"',
    "zip": lambda data: packed(data),
}


def packed(data: bytes) -> bytes:
    """An archive with one packed entry."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"." * 200 + data)
    return file.getvalue()


@pytest.mark.parametrize("word", [WORD, KANJI])
@pytest.mark.parametrize("way", WAYS)
def test_a_planted_word_is_found_in_a_folder(tmp_path: Path, way: str, word: str) -> None:
    seeker = Seeker([WORD, KANJI])
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "db.sqlite3-wal"
    file.write_bytes(b"\0\x17noise" * 50 + WAYS[way](word.encode()) + b"\0more" * 50)
    assert {trace.place.split(" (")[0] for trace in seeker.search_folder(tmp_path)} == {str(file)}
    file.write_bytes(b"\0\x17noise" * 50)
    assert not list(seeker.search_folder(tmp_path))


def test_a_word_is_found_in_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / f"photo {KANJI}.png").touch()
    assert list(Seeker([KANJI]).search_folder(tmp_path))


def test_a_word_is_found_in_a_row_that_was_deleted(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE answer (text TEXT)")
        database.execute("INSERT INTO answer VALUES (?)", [KANJI * 3])
        database.commit()
        database.execute("DELETE FROM answer")
        database.commit()
    assert list(Seeker([KANJI]).search_folder(tmp_path))
