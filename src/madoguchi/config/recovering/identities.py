# SPDX-License-Identifier: Apache-2.0
"""Where does a command get the recovery key from? A file, or the words of enough sheets."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from madoguchi.platform.backup.manifest import BackupRefused
from madoguchi.platform.crypto.age_text import read_identity
from madoguchi.platform.crypto.recovery import identity_of
from madoguchi.platform.crypto.shares import Sheet, SheetWrong, join, read_sheet


def identity_from(options: argparse.Namespace) -> X25519PrivateKey:
    """The recovery key: from the file, from the sheets' files, or typed at the terminal.

    Raises:
        BackupRefused: it cannot be read; says which word of which sheet.
    """
    if options.identity:
        return _from_file(options.identity)
    if options.sheet:
        return identity_of(_joined((path.name, path.read_text().split()) for path in options.sheet))
    return identity_of(_joined(_typed()))


def _from_file(path: Path) -> X25519PrivateKey:
    try:
        return read_identity(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise BackupRefused(f"{path}: {error}") from None


def _joined(given: Iterable[tuple[str, list[str]]]) -> bytes:
    sheets: list[Sheet] = []
    for name, words in given:
        try:
            sheets.append(read_sheet(words))
        except SheetWrong as wrong:
            raise BackupRefused(f"{name}: {wrong}") from None
    try:
        return join(sheet.words for sheet in sheets)
    except SheetWrong as wrong:
        raise BackupRefused(str(wrong)) from None


def _typed() -> Iterator[tuple[str, list[str]]]:
    """Ask for one sheet after the other; a wrong word is named and the sheet asked for again."""
    seen: set[int] = set()
    needed = 1
    while len(seen) < needed:
        _say(f"Words of sheet {len(seen) + 1} (one line, or several and an empty one):")
        words = _read_words()
        if not words:
            return
        try:
            sheet = read_sheet(words)
        except SheetWrong as wrong:
            _say(f"  {wrong}. Please type this sheet again.")
            continue
        needed = sheet.needed
        if sheet.number in seen:
            _say("  That sheet was given before: take another one.")
            continue
        seen.add(sheet.number)
        yield f"sheet {sheet.number}", list(sheet.words)


def _read_words() -> list[str]:
    words: list[str] = []
    for line in sys.stdin:
        parts = line.split()
        words += parts
        if not parts or len([word for word in words if not word.isdigit()]) >= 33:
            break
    return words


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
