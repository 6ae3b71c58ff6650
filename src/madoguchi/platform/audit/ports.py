# SPDX-License-Identifier: Apache-2.0
"""Which outside services confirm the log? Connectors fulfil these and put themselves in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class NotConfirmed(Exception):
    """No answer, or one that does not hold; ``permanent`` means that asking again is useless."""

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why)
        self.permanent = permanent


class WitnessRefused(NotConfirmed):
    """The witness saw another history than ours: an alarm."""

    def __init__(self, why: str) -> None:
        super().__init__(why, permanent=True)


@dataclass(frozen=True, slots=True)
class Behind:
    """The witness remembers another size than we thought and asks for a proof from there."""

    size: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time-stamp response (DER) that was checked, and the time that it proves."""

    token: bytes
    at: datetime


class WitnessPort(Protocol):
    """One witness (C2SP tlog-witness)."""

    name: str

    def add(self, *, old: int, proof: Sequence[bytes], note: str) -> str | Behind:
        """The cosignature line; Behind; or raises NotConfirmed, WitnessRefused."""


class TimeStampPort(Protocol):
    """A time-stamping authority (RFC 3161)."""

    name: str

    def stamp(self, message: bytes) -> Stamp:
        """A token over SHA-256 of the message; raises NotConfirmed."""

    def read_time(self, token: bytes, message: bytes) -> datetime:
        """The time that a stored token proves for this message; raises NotConfirmed."""


_witnesses: list[WitnessPort] = []
_authorities: list[TimeStampPort] = []


def use_witnesses(found: Sequence[WitnessPort]) -> None:
    """Ask these witnesses from now on."""
    _witnesses[:] = found


def use_time_stamps(found: TimeStampPort | None) -> None:
    """Ask this authority from now on; None for no time stamps."""
    _authorities[:] = [found] if found else []


def witnesses() -> tuple[WitnessPort, ...]:
    """The witnesses in use."""
    return tuple(_witnesses)


def time_stamps() -> TimeStampPort | None:
    """The time-stamping authority in use."""
    return _authorities[0] if _authorities else None
