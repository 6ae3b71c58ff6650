# SPDX-License-Identifier: Apache-2.0
"""Is every change of a parcel, a file, a request or a backup noticed? Run inside the office zone.

``python -m benchmarks.survival.tampers SAMPLE ARCHIVE IDENTITY``: the parcels are genuine ones that
wait at the portal. Each attempt must be refused by the very code that receives parcels.
"""

import io
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import django
import httpx


class Attempts:
    """Counts what was tried and what was noticed."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.noticed: Counter[str] = Counter()

    def expect_refusal(self, kind: str, attempt: Callable[[], bool]) -> None:
        """``attempt`` returns whether the tampered thing was taken."""
        self.tried[kind] += 1
        self.noticed[kind] += int(not attempt())


def main() -> None:
    """Try everything; the last line is JSON."""
    django.setup()
    sample, archive, identity = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    attempts = Attempts()
    parcels = waiting()
    try_parcels(attempts, parcels)
    try_requests(attempts)
    try_files(attempts, sample)
    try_backups(attempts, archive, identity)
    print(json.dumps({"tried": attempts.tried, "noticed": attempts.noticed}))


def waiting() -> list[Any]:
    """Genuine parcels that wait at the portal."""
    from django.conf import settings

    from madoguchi.platform.zones.client import ZoneClient

    with ZoneClient(settings.PORTAL_URL) as client:
        parcels = list(client.waiting(after=0, limit=10).parcels)
    if len(parcels) < 2:
        raise RuntimeError("two parcels have to wait for this")
    return parcels


def is_taken(parcel: Any) -> bool:
    """Whether the way of a parcel into the office would go on behind its opening."""
    from madoguchi.platform.crypto.errors import CryptoError
    from madoguchi.platform.crypto.keys import zone_keys
    from madoguchi.platform.crypto.peers import peer_keys
    from madoguchi.platform.zones.header import Header, MalformedParcel
    from madoguchi.platform.zones.packing import check_signature, unpack

    try:
        header = Header.parse(parcel.header)
        if header.from_zone != "portal" or header.to_zone != "office":
            return False
        if header.size != len(parcel.sealed):
            return False
        check_signature(parcel, header, peer_keys("portal"))
        unpack(parcel, header, zone_keys())
    except (CryptoError, MalformedParcel, ValueError, UnicodeError):
        return False
    return True


def try_parcels(attempts: Attempts, parcels: list[Any]) -> None:
    """Every bit of a whole parcel, cuts, and parts of one in another."""
    one, other = parcels[:2]
    if not is_taken(one) or not is_taken(other):
        raise RuntimeError("a genuine parcel is not taken")
    header = one.header.encode()
    for changed in flips(header):
        try:
            text = changed.decode()
        except UnicodeDecodeError:
            text = changed.decode("latin-1")
        attempts.expect_refusal(
            "parcel: a bit of the header", lambda t=text: is_taken(replace(one, header=t))
        )
    for changed in flips(one.sealed):
        attempts.expect_refusal(
            "parcel: a bit of the sealed body", lambda c=changed: is_taken(replace(one, sealed=c))
        )
    for changed in flips(one.signature):
        attempts.expect_refusal(
            "parcel: a bit of the signature", lambda c=changed: is_taken(replace(one, signature=c))
        )
    for end in range(0, len(one.sealed), 7):
        attempts.expect_refusal(
            "parcel: cut", lambda e=end: is_taken(replace(one, sealed=one.sealed[:e]))
        )
    for name in ("header", "sealed", "signature"):
        attempts.expect_refusal(
            "parcel: aad, body or signature of another",
            lambda n=name: is_taken(replace(one, **{n: getattr(other, n)})),
        )
    resigned(attempts, one, other)


def resigned(attempts: Attempts, one: Any, other: Any) -> None:
    """A thief who could sign: the aad still binds the body to its header."""
    from madoguchi.platform.crypto.errors import CryptoError
    from madoguchi.platform.crypto.keys import zone_keys
    from madoguchi.platform.zones.header import Header, MalformedParcel
    from madoguchi.platform.zones.packing import unpack

    def opens(header_text: str, sealed: bytes) -> bool:
        try:
            unpack(
                replace(one, header=header_text, sealed=sealed),
                Header.parse(header_text),
                zone_keys(),
            )
        except (CryptoError, MalformedParcel):
            return False
        return True

    attempts.expect_refusal(
        "parcel: swapped aad, signed anew", lambda: opens(other.header, one.sealed)
    )
    for changed in flips(one.header.encode()):
        text = changed.decode("utf-8", errors="replace")
        attempts.expect_refusal(
            "parcel: changed aad, signed anew", lambda t=text: opens(t, one.sealed)
        )


def try_requests(attempts: Attempts) -> None:
    """Replays and changes of signed requests, over the network."""
    from django.conf import settings

    from madoguchi.kernel.clock import now
    from madoguchi.platform.crypto.keys import zone_keys
    from madoguchi.platform.zones.request_signing import EMPTY_DIGEST, Line, sign_request

    keys, path = zone_keys(), "/zone/parcels"

    def signed(query: str = "after=0&limit=1") -> dict[str, str]:
        line = Line("GET", path, query, EMPTY_DIGEST)
        return sign_request(line, signer=keys.signing, zone="office", to_zone="portal", at=now())

    with httpx.Client(base_url=settings.PORTAL_URL, trust_env=False) as http:

        def taken(
            headers: dict[str, str], *, method: str = "GET", query: str = "after=0&limit=1"
        ) -> bool:
            return http.request(method, f"{path}?{query}", headers=headers).status_code == 200

        for _ in range(50):
            headers = signed()
            if not taken(headers):
                raise RuntimeError("a genuine request is refused")
            attempts.expect_refusal("request: replayed", lambda h=headers: taken(h))
        for name, value in (
            ("Madoguchi-Zone", "core"), ("Madoguchi-Time", "1"), ("Madoguchi-Nonce", "0" * 32),
            ("Madoguchi-Digest", "0" * 64), ("Madoguchi-Key", "0" * 16),
            ("Madoguchi-Signature", "AAAA"), ("Madoguchi-Signature", ""),
        ):  # fmt: skip
            attempts.expect_refusal(
                "request: changed", lambda n=name, v=value: taken({**signed(), n: v})
            )
        attempts.expect_refusal(
            "request: changed", lambda: taken(signed(), query="after=9&limit=1")
        )
        attempts.expect_refusal("request: changed", lambda: taken(signed(), method="POST"))


def try_files(attempts: Attempts, sample: int) -> None:
    """Every bit of a small file, cuts at every byte, chunks of a large one moved about."""
    from madoguchi.platform.crypto.keys import zone_keys
    from madoguchi.platform.crypto.streams import age_encrypt

    public = zone_keys().files.public_key()
    small, other = (b"".join(age_encrypt([text], public)) for text in (b"a" * 300, b"b" * 300))
    large = b"".join(age_encrypt([bytes(200_000)], public))
    if not (opens(small) and opens(large)):
        raise RuntimeError("a genuine file does not open")
    for changed in flips(small):
        attempts.expect_refusal("file: a bit", lambda c=changed: opens(c))
    for end in range(len(small)):
        attempts.expect_refusal("file: cut", lambda e=end: opens(small[:e]))
    for place in range(0, len(small), 3):
        mixed = small[:place] + other[place:]
        if mixed not in (small, other):
            attempts.expect_refusal("file: mixed with another", lambda m=mixed: opens(m))
    for extra in (b"\0", small, b"x" * 100):
        attempts.expect_refusal("file: something added", lambda x=extra: opens(small + x))
    try_chunks(attempts, large, sample)
    mixed_files(attempts, zone_keys())


def try_chunks(attempts: Attempts, large: bytes, sample: int) -> None:
    """Chunks that are moved, doubled or left out, and single bits of them."""
    head = len(large) - (200_000 + 4 * 16)
    chunk = 65_536 + 16
    parts = [large[head + n * chunk : head + (n + 1) * chunk] for n in range(4)]
    for order in ((1, 0, 2, 3), (0, 2, 1, 3), (0, 1, 2), (0, 1, 3), (0, 0, 1, 2, 3), (3,), ()):
        attempts.expect_refusal(
            "file: chunks moved, doubled, left out",
            lambda o=order: opens(large[:head] + b"".join(parts[n] for n in o)),
        )
    for step in range(sample):
        place = head + (step * 7919) % (len(large) - head)
        changed = large[:place] + bytes([large[place] ^ (1 << step % 8)]) + large[place + 1 :]
        attempts.expect_refusal("file: a bit of a large one", lambda c=changed: opens(c))


def opens(cipher: bytes) -> bool:
    """Whether an age stream opens to its end."""
    from madoguchi.platform.crypto.errors import CannotOpen
    from madoguchi.platform.crypto.keys import zone_keys
    from madoguchi.platform.crypto.streams import age_decrypt

    try:
        for _ in age_decrypt(io.BytesIO(cipher), zone_keys().files_keys):
            pass
    except CannotOpen:
        return False
    return True


def mixed_files(attempts: Attempts, keys: Any) -> None:
    """The file of one parcel beside another: the signed header names another hash."""
    from contextlib import contextmanager
    from hashlib import sha256

    from madoguchi.kernel.ids import new_id
    from madoguchi.platform.crypto.derive import key_id_of_public
    from madoguchi.platform.crypto.streams import age_encrypt
    from madoguchi.platform.files.receiving import FileRef
    from madoguchi.platform.zones.fetching import FileLost, fetch_files
    from madoguchi.platform.zones.header import HeaderFile

    public = keys.files.public_key()
    own, foreign = (b"".join(age_encrypt([text], public)) for text in (b"own", b"foreign"))
    key_id = key_id_of_public(public.public_bytes_raw()).hex()

    class Source:
        def __init__(self, cipher: bytes) -> None:
            self.cipher = cipher

        @contextmanager
        def open_cipher(self, _file: HeaderFile) -> Iterator[Iterator[bytes]]:
            yield iter([self.cipher])

    def fetched(cipher: bytes, named: bytes, plain: bytes) -> bool:
        file_id = new_id()
        header = HeaderFile(
            id=file_id, size=len(named), sha256=sha256(named).hexdigest(), key=key_id
        )
        ref = FileRef(
            id=file_id,
            name="a",
            type="text/plain",
            size=len(plain),
            sha256=sha256(plain).hexdigest(),
        )
        try:
            fetch_files([header], [ref], Source(cipher), keys)
        except FileLost:
            return False
        return True

    if not fetched(own, own, b"own"):
        raise RuntimeError("a genuine file is not fetched")
    attempts.expect_refusal("file: of another parcel", lambda: fetched(foreign, own, b"own"))
    attempts.expect_refusal(
        "file: of another parcel, named anew", lambda: fetched(foreign, foreign, b"own")
    )


def try_backups(attempts: Attempts, archive: Path, identity: Path) -> None:
    """A backup that was changed or cut anywhere is not unpacked."""
    from madoguchi.platform.backup.archive import unpack
    from madoguchi.platform.backup.manifest import BackupRefused
    from madoguchi.platform.crypto.age_text import read_identity

    content, key = archive.read_bytes(), read_identity(identity.read_text())

    def unpacks(changed: bytes) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / archive.name
            file.write_bytes(changed)
            try:
                unpack(file, Path(folder) / "place", key)
            except BackupRefused:
                return False
        return True

    if not unpacks(content):
        raise RuntimeError("a genuine backup is not unpacked")
    for number in range(40):
        place = (number * 104_729) % len(content)
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        attempts.expect_refusal("backup: a bit", lambda c=changed: unpacks(c))
        attempts.expect_refusal("backup: cut", lambda p=place: unpacks(content[:p]))


def flips(content: bytes) -> Iterator[bytes]:
    """The content with each of its bits turned, one at a time."""
    for place in range(len(content)):
        for bit in range(8):
            yield content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :]


if __name__ == "__main__":
    main()
