# SPDX-License-Identifier: Apache-2.0
"""How does an inner zone talk to an outer one? It calls; the outer zone never does."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import orjson

from madoguchi.kernel import clock
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.files.disk import read_pieces
from madoguchi.platform.zones.events import AckOutcome
from madoguchi.platform.zones.fetching import FileLater, FileLost
from madoguchi.platform.zones.header import HeaderFile, MalformedParcel
from madoguchi.platform.zones.outbox import PAGE_SIZE
from madoguchi.platform.zones.packing import Parcel
from madoguchi.platform.zones.request_signing import EMPTY_DIGEST, Line, sign_request

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
MAX_ANSWER_BYTES = 64 * 1024 * 1024


class PeerUnreachable(Exception):
    """The other zone is down, slow, or answers nonsense: try again later."""


class PeerRefuses(Exception):
    """The other zone does not believe or take our request; ``code`` says why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Parcels that wait at the other zone; ``malformed`` counts what was none."""

    parcels: tuple[Parcel, ...]
    last: int
    more: bool
    malformed: int


class ZoneClient:
    """A connection to another zone, kept open between calls. Use it as a context manager."""

    def __init__(
        self,
        url: str,
        *,
        to_zone: str = "portal",
        transport: httpx.BaseTransport | None = None,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self.to_zone = to_zone
        self._older_keys = 0
        self._base = url.rstrip("/") + "/zone"
        self._http = httpx.Client(
            transport=transport, timeout=timeout, follow_redirects=False, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def waiting(self, *, after: int, limit: int = PAGE_SIZE) -> WaitingPage:
        """The next parcels that wait for us."""
        answer = self._ask("GET", f"/parcels?after={after}&limit={limit}")
        try:
            rows, more = answer["parcels"], bool(answer["more"])
            last = max([after, *(int(row["sequence"]) for row in rows)])
        except (KeyError, TypeError, ValueError):
            raise PeerUnreachable("the other zone answers nonsense") from None
        parcels, malformed = [], 0
        for row in rows:
            try:
                parcels.append(Parcel.from_wire(row))
            except MalformedParcel:
                malformed += 1
        if more and last <= after:
            raise PeerUnreachable("the other zone gives the same page for ever")
        return WaitingPage(tuple(parcels), last, more, malformed)

    def acknowledge(self, acks: Sequence[tuple[UUID, AckOutcome]]) -> None:
        """Tell what we have taken."""
        if acks:
            rows = [{"id": parcel_id, "outcome": outcome} for parcel_id, outcome in acks]
            self._ask("POST", "/acks", orjson.dumps({"acks": rows}))

    def settled(self, ids: Sequence[UUID]) -> int:
        """Tell which of their parcels are in our backups; they may forget them."""
        body = orjson.dumps({"ids": [str(parcel_id) for parcel_id in ids]})
        return self._count("/settled", body, "settled")

    def recall(self) -> int:
        """Ask for everything that we took and have in no backup: we were restored."""
        return self._count("/recall", b"{}", "recalled")

    def give(self, parcels: Sequence[Parcel]) -> dict[UUID, str]:
        """Give parcels; tells what became of each."""
        body = orjson.dumps({"parcels": [parcel.to_wire() for parcel in parcels]})
        answer = self._ask("POST", "/parcels", body)
        try:
            return {UUID(row["id"]): str(row["outcome"]) for row in answer["arrivals"] if row["id"]}
        except (KeyError, TypeError, ValueError):
            raise PeerUnreachable("the other zone answers nonsense") from None

    def leave_file(self, path: Path, file: HeaderFile) -> None:
        """Leave the ciphertext of a file whose parcel follows."""
        url = f"{self._base}/files/{file.id}"
        headers = {**self._sign("PUT", url, file.sha256), "Content-Length": str(file.size)}
        try:
            answer = self._http.put(url, content=read_pieces(path), headers=headers)
        except httpx.HTTPError as error:
            raise PeerUnreachable(type(error).__name__) from None
        if answer.status_code not in (200, 409):
            _check_status(answer.status_code, answer.content)

    @contextmanager
    def open_cipher(self, file: HeaderFile) -> Iterator[Iterator[bytes]]:
        """The ciphertext of a file that travels beside a waiting parcel."""
        url = f"{self._base}/files/{file.id}"
        try:
            with self._http.stream("GET", url, headers=self._sign("GET", url)) as answer:
                if answer.status_code != 200:
                    lost = answer.status_code == 404 and b'"file_gone"' in answer.read()[:200]
                    raise FileLost("file_missing") if lost else FileLater(str(answer.status_code))
                yield answer.iter_raw(64 * 1024)
        except httpx.HTTPError as error:
            raise FileLater(type(error).__name__) from None

    def _count(self, path: str, body: bytes, name: str) -> int:
        try:
            return int(self._ask("POST", path, body)[name])
        except (KeyError, TypeError, ValueError):
            raise PeerUnreachable("the other zone answers nonsense") from None

    def _ask(self, method: str, path: str, body: bytes = b"") -> Any:
        """Ask; while the other zone has not learnt our new signing key, ask with the one before."""
        while True:
            try:
                return self._ask_once(method, path, body)
            except PeerRefuses as refused:
                older = self._older_keys + 1
                if refused.code != "bad_signature" or older >= len(zone_keys().signing_keys):
                    raise
                self._older_keys = older

    def _ask_once(self, method: str, path: str, body: bytes) -> Any:
        url = self._base + path
        headers = self._sign(method, url, sha256(body).hexdigest())
        if body:
            headers["Content-Type"] = "application/json"
        try:
            with self._http.stream(method, url, content=body, headers=headers) as answer:
                content = _read_capped(answer)
                status = answer.status_code
        except httpx.HTTPError as error:
            raise PeerUnreachable(type(error).__name__) from None
        _check_status(status, content)
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError:
            raise PeerUnreachable("the other zone answers nonsense") from None

    def _sign(self, method: str, url: str, digest: str = EMPTY_DIGEST) -> dict[str, str]:
        parts, keys = urlsplit(url), zone_keys()
        line = Line(method, parts.path, parts.query, digest)
        signer = keys.signing_keys[min(self._older_keys, len(keys.signing_keys) - 1)]
        return sign_request(
            line, signer=signer, zone=keys.zone, to_zone=self.to_zone, at=clock.now()
        )


def _read_capped(answer: httpx.Response) -> bytes:
    parts, total = [], 0
    for piece in answer.iter_bytes():
        total += len(piece)
        if total > MAX_ANSWER_BYTES:
            raise PeerUnreachable("the other zone answers without end")
        parts.append(piece)
    return b"".join(parts)


def _check_status(status: int, content: bytes) -> None:
    if status == 200:
        return
    if status >= 500 or status in (408, 425, 429):
        raise PeerUnreachable(f"the other zone answers {status}")
    try:
        code = str(orjson.loads(content)["code"])[:40]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        code = "unknown"
    raise PeerRefuses(status, code)
