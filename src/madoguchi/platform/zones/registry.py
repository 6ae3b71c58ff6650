# SPDX-License-Identifier: Apache-2.0
"""Who handles a parcel of a kind, and who is told of one that cannot be used?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.zones.header import Header

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class OpenedParcel(Generic[M]):
    """A parcel that is genuine and open, with its files stored in this zone."""

    id: UUID
    kind: str
    from_zone: str
    ref: str
    sent_at: datetime
    at: datetime
    body: M
    files: tuple[FileRef, ...]


@dataclass(frozen=True, slots=True)
class Unopenable:
    """A parcel that cannot be used: its sender must be asked again (再提出の依頼).

    ``reason`` is one of ``bad_signature wrong_zone unknown_key cannot_open malformed body_invalid
    file_missing file_damaged`` or ``refused:<code of the refusal>``. With ``bad_signature`` the
    header itself may be forged.
    """

    header: Header
    reason: str
    at: datetime


Handler = Callable[[OpenedParcel[Any]], None]
Hook = Callable[[Unopenable], None]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Body model and handler of a kind."""

    model: type[BaseModel]
    handle: Handler
    schema_version: int


_receivers: dict[str, Receiver] = {}
_hooks: list[Hook] = []


def receives(
    kind: str, model: type[M], *, schema_version: int = 1
) -> Callable[[Callable[[OpenedParcel[M]], None]], Callable[[OpenedParcel[M]], None]]:
    """Register the handler of a kind of parcel.

    The handler runs in a transaction together with the note that the parcel is handled, so its
    database work happens once. A ``Refusal`` means never (someone is asked again); any other
    exception means not now (tried again later).
    """

    def register(handle: Callable[[OpenedParcel[M]], None]) -> Callable[[OpenedParcel[M]], None]:
        known = _receivers.get(kind)
        if known is not None and known.handle is not handle:
            raise ValueError(f"parcels of kind {kind} have a handler already")
        _receivers[kind] = Receiver(model, handle, schema_version)
        return handle

    return register


def receiver_of(kind: str) -> Receiver | None:
    """Who handles a kind in this zone."""
    return _receivers.get(kind)


def kinds_received() -> tuple[str, ...]:
    """Every kind that this zone handles."""
    return tuple(sorted(_receivers))


def on_unopenable(hook: Hook) -> Hook:
    """Register who is told of parcels that cannot be used; runs in the transaction that notes it."""
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


def tell_unopenable(item: Unopenable) -> None:
    """Tell every hook."""
    for hook in _hooks:
        hook(item)
