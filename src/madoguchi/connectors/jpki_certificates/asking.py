# SPDX-License-Identifier: Apache-2.0
"""Was a certificate revoked? Asked of an OCSP responder, or looked up in a list, over HTTP or a file.

Nobody who does not answer is taken for a "good": then there is simply no answer.
"""

import logging
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from madoguchi.connectors.jpki_certificates.judge import Answers

LONGEST_ANSWER = 64 * 1024
LONGEST_LIST = 64 * 1024 * 1024
_TIMEOUT = httpx.Timeout(10.0, connect=4.0)
_log = logging.getLogger(__name__)


def _client() -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)


@dataclass(frozen=True, slots=True)
class RevocationByNetwork:
    """OCSP at ``responder`` (if any), and a list at ``crl``: an address or a file (if any)."""

    responder: str = ""
    crl: str = ""
    http: httpx.Client = field(default_factory=_client)

    def ask(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Answers:
        """See ``RevocationService``."""
        answer = self._ask_responder(certificate, issuer) if self.responder else b""
        return Answers(ocsp=answer, crl=self._read_list() if self.crl else b"")

    def _ask_responder(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
        builder = ocsp.OCSPRequestBuilder().add_certificate(
            certificate,
            issuer,
            SHA1(),  # noqa: S303 - names the issuer, as responders expect; protects nothing
        )
        asked = builder.build().public_bytes(Encoding.DER)
        kind = {"Content-Type": "application/ocsp-request"}
        return self._call("POST", self.responder, LONGEST_ANSWER, content=asked, headers=kind)

    def _read_list(self) -> bytes:
        if self.crl.startswith(("http://", "https://")):
            return self._call("GET", self.crl, LONGEST_LIST)
        try:
            return Path(self.crl).read_bytes()
        except OSError as error:
            _log.warning("jpki: the list cannot be read: %s", type(error).__name__)
            return b""

    def _call(
        self,
        method: str,
        url: str,
        longest: int,
        *,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        try:
            answer = self.http.request(method, url, content=content, headers=headers)
        except httpx.HTTPError as error:
            _log.warning("jpki: no answer on revocation: %s", type(error).__name__)
            return b""
        if answer.status_code != 200 or len(answer.content) > longest:
            _log.warning("jpki: no usable answer on revocation: status %s", answer.status_code)
            return b""
        return answer.content
