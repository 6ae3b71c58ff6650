# SPDX-License-Identifier: Apache-2.0
"""How is a message time-stamped over HTTP, and is the answer true? (RFC 3161, 3.4)"""

from datetime import UTC, datetime

import httpx
from cryptography.x509 import load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from madoguchi.platform.audit.ports import NotConfirmed, Stamp

MOST_ANSWER = 256 * 1024


class Authority:
    """A time-stamping authority; ``roots`` are the certificates (PEM) that the city trusts."""

    def __init__(self, url: str, roots: bytes, *, timeout: float = 20.0) -> None:
        self.name, self._timeout = url, timeout
        self._roots = load_pem_x509_certificates(roots)

    def stamp(self, message: bytes) -> Stamp:
        """A checked token over SHA-256 of the message; raises NotConfirmed."""
        builder = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256)
        request = builder.nonce(nonce=True).cert_request(cert_request=True).build()
        try:
            answer = httpx.post(
                self.name,
                content=request.as_bytes(),
                headers={"Content-Type": "application/timestamp-query"},
                timeout=self._timeout,
            )
        except httpx.HTTPError as problem:
            raise NotConfirmed(type(problem).__name__) from None
        if answer.status_code != httpx.codes.OK or len(answer.content) > MOST_ANSWER:
            raise NotConfirmed(f"the authority answered {answer.status_code}")
        return Stamp(answer.content, self._check(answer.content, message, request.nonce))

    def read_time(self, token: bytes, message: bytes) -> datetime:
        """The time that a stored token proves for this message; raises NotConfirmed."""
        return self._check(token, message, None)

    def check(self) -> datetime:
        """Stamp a word (self-test for the administrator); the authority's time."""
        return self.stamp(b"madoguchi").at

    def _check(self, token: bytes, message: bytes, nonce: int | None) -> datetime:
        try:
            response: TimeStampResponse = decode_timestamp_response(token)
            verifier = VerifierBuilder(roots=list(self._roots), nonce=nonce).build()
            verifier.verify_message(response, message)
        except (VerificationError, ValueError) as problem:
            raise NotConfirmed(f"the token does not hold: {problem}", permanent=True) from None
        return response.tst_info.gen_time.astimezone(UTC)
