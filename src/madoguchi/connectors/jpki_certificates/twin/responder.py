# SPDX-License-Identifier: Apache-2.0
"""Is a practice card still good? An OCSP responder (RFC 6960) and a list, over HTTP on this machine."""

from collections.abc import Callable, Iterable
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from madoguchi.connectors.jpki_certificates.twin.folder import ensure_authority, find_card
from madoguchi.kernel.clock import now

LOCAL = "127.0.0.1"
LONGEST_BODY = 16 * 1024
Answer = tuple[str, str, bytes]


class Responder:
    """Answers for the authority of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        status, kind, body = self._answer(environ)
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if (method, path) == ("GET", "/healthz"):
            return "200 OK", "text/plain", b"ok"
        at = now()
        authority = ensure_authority(self.folder, at=at)
        if (method, path) == ("GET", "/crl"):
            return "200 OK", "application/pkix-crl", authority.list_revoked(at=at)
        if (method, path) != ("POST", "/ocsp"):
            return "404 Not Found", "text/plain", b"not found"
        size = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY)
        try:
            asked = ocsp.load_der_ocsp_request(environ["wsgi.input"].read(size))
        except ValueError:
            return "400 Bad Request", "text/plain", b"not an OCSP request"
        card = find_card(self.folder, asked.serial_number)
        if card is None:
            refused = ocsp.OCSPResponseBuilder.build_unsuccessful(
                ocsp.OCSPResponseStatus.UNAUTHORIZED
            )
            return "200 OK", "application/ocsp-response", refused.public_bytes(Encoding.DER)
        return "200 OK", "application/ocsp-response", authority.answer(card, at=at)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is written down."""


def make(folder: Path, port: int) -> WSGIServer:
    """A server that listens; ``serve_forever`` answers."""
    return make_server(LOCAL, port, Responder(folder), server_class=_Server, handler_class=_Quiet)
