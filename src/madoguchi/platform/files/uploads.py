# SPDX-License-Identifier: Apache-2.0
"""How do files of a web form arrive? Straight from the socket into ciphertext.

A view says ``@accepts_uploads(rule)``; every other view takes no file at all. The handler finds
the view by itself (the URL is resolved before the body is read), so CSRF protection stays as it
is. A refused file never spoils the form: its bytes are read away, the other fields arrive, and
``receive_uploads`` gives the view both the files and the refusals.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.files.kinds import TYPES, UploadRule
from madoguchi.platform.files.receiving import FileRef, ReceivedFile, Receiving, reader_key
from madoguchi.platform.files.refusals import (
    UploadRefused,
    UploadTooLarge,
    UploadTooMany,
    UploadTypeNotAllowed,
)
from madoguchi.platform.files.storing import DRAFT_TIME, keep

DRAIN_BYTES = 4 * 1024**3
"""A larger request is cut off at the first refused file instead of being read to its end."""

View = TypeVar("View", bound=Callable[..., Any])
RuleOf = Callable[[HttpRequest], UploadRule]


def accepts_uploads(rule: UploadRule | RuleOf) -> Callable[[View], View]:
    """Let a view take files. Put it under the policy decorators. The rule may depend on the
    request; the view may ask ``receive_uploads`` for a stricter one."""

    def mark(view: View) -> View:
        view.upload_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


@dataclass(frozen=True, slots=True)
class Uploads:
    """What arrived under one field name."""

    files: tuple[FileRef, ...]
    refusals: tuple[Refusal, ...]


def receive_uploads(
    request: HttpRequest,
    field: str,
    *,
    purpose: str,
    owner: str,
    at: datetime,
    rule: UploadRule | None = None,
    held_until: datetime | None = None,
) -> Uploads:
    """Store the files of a form field for an owner and tell which were refused and why.

    Kept until ``held_until`` (default 30 days) unless ``claim`` takes them over.
    """
    refusals = list(_refusals_of(request, field))
    files: list[FileRef] = []
    for upload in request.FILES.getlist(field):
        if not isinstance(upload, SealedUpload):
            raise TypeError("this zone's FILE_UPLOAD_HANDLERS must be SealingUploadHandler alone")
        try:
            _check(upload, rule, len(files))
        except UploadRefused as refusal:
            upload.close()
            refusals.append(refusal.about(upload.received.ref.name))
            continue
        until = held_until or at + DRAFT_TIME
        received = upload.take()
        files.append(keep(received, purpose=purpose, owner=owner, at=at, held_until=until))
    return Uploads(tuple(files), tuple(refusals))


class SealedUpload(UploadedFile):
    """A file that arrived and lies encrypted; removed at the end of the request unless taken."""

    def __init__(self, received: ReceivedFile) -> None:
        super().__init__(
            file=None,
            name=received.ref.name,
            content_type=received.ref.type,
            size=received.ref.size,
        )
        self.received = received
        self._taken = False

    def take(self) -> ReceivedFile:
        """Hand the file over; from now on the end of the request does not remove it."""
        self._taken = True
        return self.received

    def close(self) -> None:
        """Remove the file, unless it was taken."""
        if not self._taken:
            self.received.cipher.discard()

    def __repr__(self) -> str:
        return f"<SealedUpload {self.received.ref.id}>"

    def chunks(self, _chunk_size: int | None = None) -> Iterator[bytes]:
        """There is nothing to read here: only the reading zone can."""
        raise PermissionError("an upload cannot be read again in this zone")

    multiple_chunks = chunks  # type: ignore[assignment]


class SealingUploadHandler(FileUploadHandler):
    """Encrypts each file of a request while it arrives. Stands alone in FILE_UPLOAD_HANDLERS."""

    request: HttpRequest

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._receiving: Receiving | None = None
        self._count = 0
        self._length = 0
        self.file = _Closing(self)

    def handle_raw_input(
        self, _input: Any, _meta: Any, content_length: int, _boundary: Any, _encoding: Any = None
    ) -> None:
        """Note how much is coming."""
        self._length = content_length

    def new_file(self, field_name: str, file_name: str, *_: Any, **__: Any) -> None:
        """A file begins."""
        self.field_name, self.file_name = field_name, file_name
        self._count += 1
        try:
            rule = self._rule()
            if self._count > rule.max_files:
                raise UploadTooMany(rule.max_files)
            self._receiving = Receiving(file_name, rule, reader_key())
        except UploadRefused as refusal:
            self._refuse(refusal)

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        """A piece of the file; ignored after a refusal, so that the rest of the form arrives."""
        if self._receiving is not None:
            try:
                self._receiving.feed(raw_data)
            except UploadRefused as refusal:
                self._refuse(refusal)

    def file_complete(self, _file_size: int) -> SealedUpload | None:
        """The file is whole."""
        receiving, self._receiving = self._receiving, None
        if receiving is None:
            return None
        try:
            return SealedUpload(receiving.finish())
        except UploadRefused as refusal:
            self._refuse(refusal)
            return None

    def upload_interrupted(self) -> None:
        """The sender went away in the middle."""
        self.discard_current()

    def discard_current(self) -> None:
        """Forget the file that is arriving."""
        receiving, self._receiving = self._receiving, None
        if receiving is not None:
            receiving.discard()

    def _rule(self) -> UploadRule:
        match = self.request.resolver_match
        rule = getattr(match.func, "upload_rule", None) if match else None
        if rule is None:
            raise UploadTypeNotAllowed("―")
        chosen: UploadRule = rule(self.request) if callable(rule) else rule
        return chosen

    def _refuse(self, refusal: UploadRefused) -> None:
        self._receiving = None
        noted = self.request.__dict__.setdefault("upload_refusals", [])
        noted.append((self.field_name, refusal.about(self.file_name or "")))
        if self._length > DRAIN_BYTES:
            raise StopUpload(connection_reset=True)


class _Closing:
    """What the parser closes when it gives up on a file."""

    def __init__(self, handler: SealingUploadHandler) -> None:
        self._handler = handler

    def close(self) -> None:
        self._handler.discard_current()


def _refusals_of(request: HttpRequest, field: str) -> Iterator[Refusal]:
    _ = request.FILES  # reads the body, if nobody has
    for name, refusal in request.__dict__.get("upload_refusals", ()):
        if name == field:
            yield refusal


def _check(upload: SealedUpload, rule: UploadRule | None, already: int) -> None:
    if rule is None:
        return
    ref = upload.received.ref
    kinds = {kind.kind for kind in TYPES.values() if kind.media_type == ref.type}
    if not kinds & rule.kinds:
        raise UploadTypeNotAllowed(rule.in_words())
    if ref.size > rule.max_bytes:
        raise UploadTooLarge(rule.max_bytes)
    if already >= rule.max_files:
        raise UploadTooMany(rule.max_files)
