# SPDX-License-Identifier: Apache-2.0
"""Was this zone restored, and has it asked for what it may have lost? A file in its home says so."""

from pathlib import Path

from django.conf import settings

MARK = "restored"
_WRITTEN = "written"


def restored_mark(home: Path | None = None) -> Path:
    """The file that says: this zone was restored and has recalled nothing yet."""
    return Path(home or settings.HOME) / MARK


def note_recall_written() -> None:
    """The wish to recall stands on a medium now; it is written again until something came back."""
    if restored_mark().exists():
        restored_mark().write_text(_WRITTEN, encoding="ascii")


def forget_written_recall() -> None:
    """A medium came back: if the wish stood on one, it was heard."""
    mark = restored_mark()
    if mark.exists() and mark.read_text(encoding="ascii") == _WRITTEN:
        mark.unlink(missing_ok=True)
