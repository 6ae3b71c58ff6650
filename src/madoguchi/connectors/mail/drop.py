# SPDX-License-Identifier: Apache-2.0
"""What has come back since we looked? A Maildir into which the mail server puts it."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from madoguchi.connectors.mail.return_path import Sealing
from madoguchi.connectors.mail.returned import LARGEST, Returned, read_returned

MOST_AT_ONCE: Final = 1000


def take_returned(drop: Path, seal: Sealing, note: Callable[[Returned], None]) -> int:
    """Note each report once, then delete its file; returns how many were noted.

    What is noted but not yet deleted when the process ends is noted again: ``note`` must bear that.
    Links are not followed, and what is no report of ours is deleted unread.
    """
    count = 0
    for path in sorted((drop / "new").glob("*"))[:MOST_AT_ONCE]:
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            found = read_returned(file.read(LARGEST), seal)
        if found is not None:
            note(found)
            count += 1
        path.unlink(missing_ok=True)
    return count
