# SPDX-License-Identifier: Apache-2.0
"""Has this password been found in a breach? Asked of a file that the operator brings in.

The form is that of Have I Been Pwned's download: one line each, SHA-1 in hexadecimal and a count
(``…:37``), sorted. It is searched on the disk, in about forty reads, and never sent anywhere.
"""

import hashlib
import logging
import os
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError

_log = logging.getLogger("madoguchi.security")
_LONGEST_LINE = 64


class Breached:
    """Refuses a password whose hash stands in the file; without a file it says nothing."""

    def __init__(self, path: str = "") -> None:
        self._path = path

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's shape
        """Raise ValidationError in the words for common passwords."""
        if not self._path:
            return
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        try:
            with Path(self._path).open("rb") as file:
                known = stands_in(file, wanted.encode())
        except OSError as problem:
            # A list that cannot be read must not keep people from choosing a password.
            _log.error("list of breached passwords: %s", type(problem).__name__)
            return
        if known:
            raise ValidationError("found in a breach", code="password_too_common")

    def get_help_text(self) -> str:
        """Nothing: the page says it when it matters."""
        return ""


def stands_in(file: BinaryIO, wanted: bytes) -> bool:
    """Whether a line of a sorted file begins with ``wanted``."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        start = _start_of_line(file, middle)
        line = file.readline(_LONGEST_LINE)
        found = line[: len(wanted)].upper()
        if found == wanted:
            return True
        if found < wanted:
            low = start + len(line)
        else:
            high = start
    return False


def _start_of_line(file: BinaryIO, place: int) -> int:
    """Put the file at the beginning of the line that holds ``place``."""
    back = max(0, place - _LONGEST_LINE)
    file.seek(back)
    start = back + file.read(place - back).rfind(b"\n") + 1
    file.seek(start)
    return start
