# SPDX-License-Identifier: Apache-2.0
"""What does this room leave to outside systems? Looking for known viruses."""

from dataclasses import dataclass
from typing import Literal, Protocol


class ScannerError(Exception):
    """A virus scanner could not say anything; ``permanent``: trying this file again is useless."""

    permanent = False


class ScannerAway(ScannerError):
    """The scanner does not answer; it may do so later."""


class TooLargeToScan(ScannerError):
    """The scanner takes no file of this size. It was not examined: never read this as clean."""

    permanent = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner found: the name of a virus, or nothing; and which scanner with which data."""

    virus: str
    scanner: str


class VirusScanner(Protocol):
    """Says whether bytes are a known virus."""

    def check(self) -> str:
        """The scanner's name and the age of its data, for the administrator.

        Raises:
            ScannerAway: it does not answer.
        """

    def scan(self, content: bytes) -> Verdict:
        """Look at the bytes of one file.

        Raises:
            ScannerAway, TooLargeToScan: it could not be examined.
        """


ScanState = Literal["unscanned", "clean", "infected"]


@dataclass(frozen=True, slots=True)
class Scan:
    """How far a file was examined for viruses: ``note`` is the virus, the scanner, or why not."""

    state: ScanState
    note: str


_scanners: list[VirusScanner] = []


def use_scanner(scanner: VirusScanner | None) -> None:
    """Let this scanner look at files from now on; None: there is none."""
    _scanners[:] = [] if scanner is None else [scanner]


def current_scanner() -> VirusScanner | None:
    """The scanner in use."""
    return _scanners[0] if _scanners else None


def scan(content: bytes) -> Scan:
    """Examine a file as far as there is a scanner; where it was not, the answer says so."""
    scanner = current_scanner()
    if scanner is None:
        return Scan("unscanned", "off")
    try:
        verdict = scanner.scan(content)
    except TooLargeToScan:
        return Scan("unscanned", "too_large")
    except ScannerError:
        return Scan("unscanned", "away")
    if verdict.virus:
        return Scan("infected", verdict.virus[:200])
    return Scan("clean", verdict.scanner[:200])
