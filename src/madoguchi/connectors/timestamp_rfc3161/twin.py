# SPDX-License-Identifier: Apache-2.0
"""A time-stamping authority of our own for tests and the demo: a true local RFC 3161 server.

``python -m madoguchi.connectors.timestamp_rfc3161.twin FOLDER PORT`` writes the root certificate to
``FOLDER/root.pem`` and serves until its input ends. It proves nothing to anyone else.
"""

import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from madoguchi.connectors.timestamp_rfc3161.der import make_rejection, make_response, read_request
from madoguchi.kernel.clock import now

LIFE = timedelta(days=3650)


class TwinAuthority:
    """A root, a certificate for time stamping, and a counter."""

    def __init__(self, at: datetime) -> None:
        root_key, self._key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        name = _name("Madoguchi twin root")
        self.root = _certify(name, name, root_key, root_key, at, authority=True)
        subject = _name("Madoguchi twin TSA")
        self._certificate = _certify(subject, name, self._key, root_key, at, authority=False)
        self._serials = itertools.count(1)

    @property
    def root_pem(self) -> bytes:
        """The certificate that a client of the twin trusts."""
        return self.root.public_bytes(Encoding.PEM)

    def answer(self, request: bytes, at: datetime) -> bytes:
        """A TimeStampResp for a TimeStampReq."""
        try:
            digest, nonce = read_request(request)
        except (ValueError, IndexError):
            return make_rejection()
        serial = next(self._serials)
        return make_response(digest, nonce, serial, at, self._key, self._certificate)


@contextmanager
def serving(authority: TwinAuthority, port: int = 0) -> Iterator[str]:
    """Serve in a thread; gives the address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            right = self.headers.get("Content-Type") == "application/timestamp-query"
            body = self.rfile.read(min(length, 65_536))
            content = authority.answer(body, now()) if right else b""
            self.send_response(200 if right else 415)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", port), Door) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certify(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    at: datetime,
    *,
    authority: bool,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + LIFE)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(by, SHA256())


def main() -> None:
    """Serve until standard input ends."""
    authority, folder = TwinAuthority(now()), Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "root.pem").write_bytes(authority.root_pem)
    with serving(authority, int(sys.argv[2])) as address:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
