# SPDX-License-Identifier: Apache-2.0
"""How is a digest signed by card? A transaction at the provider, its result encrypted to the city.

The result is a JWE; inside, as base64, ``signature`` (RSASSA-PKCS1-v1_5, SHA-256) and
``certificate`` (DER). That it is a signature over our digest is checked at once, so that the
person hears of it while they can sign again; whether the certificate holds is the office's to say.
"""

import json
import re
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from madoguchi.connectors.oidc.calls import Calls
from madoguchi.connectors.oidc.refusals import ProviderDown
from madoguchi.connectors.oidc_jpki.provider import TRANSACTIONS
from madoguchi.connectors.oidc_jpki.refusals import SignatureRefused

JWE_ALGORITHMS = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "A128GCM", "A256GCM"]
_NUMBER = re.compile(r"[0-9a-zA-Z-]{8,64}")


class Transactions:
    """The signature transactions of one deployment."""

    def __init__(self, base: str, calls: Calls) -> None:
        self._url = base + TRANSACTIONS
        self._calls = calls

    def open(self, digest: bytes, *, at: datetime) -> str:
        """Open a transaction over a SHA-256; gives its id."""
        calls = self._calls
        token = calls.own_token(scope="sign", at=at)
        asked = {
            "client_id": calls.client.client_id,
            "digest": b64encode(digest).decode("ascii"),
        }
        answer = calls.ask("POST", self._url, json=asked, bearer=token)
        calls.check(answer, 200, 201)
        number = str(calls.read(answer, expected=answer.status_code).get("sign_transaction_id", ""))
        if not _NUMBER.fullmatch(number):
            raise ProviderDown("no id of the transaction", calls.provider.name)
        return number

    def result(self, number: str, access_token: str) -> str:
        """The sealed result, opened with the token of the person who signed."""
        calls = self._calls
        answer = calls.ask("GET", f"{self._url}/{number}/result", bearer=access_token)
        calls.check(answer, 200)
        if answer.headers.get("content-type", "").startswith("application/json"):
            return str(calls.read(answer).get("result", ""))
        return answer.text.strip()


def read_result(sealed: str, key: ECKey | None, digest: bytes) -> dict[str, str]:
    """Signature and certificate, as base64, if it is a signature over the digest."""
    if key is None:
        raise SignatureRefused("the city has no key to open results with")
    try:
        plain = jwe.decrypt_compact(sealed, key, algorithms=JWE_ALGORITHMS).plaintext
        found = json.loads(plain or b"")
        signature, certificate = _bytes(found, "signature"), _bytes(found, "certificate")
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignatureRefused("the result cannot be opened or read") from error
    _check(signature, certificate, digest)
    return {
        "signature": b64encode(signature).decode("ascii"),
        "certificate": b64encode(certificate).decode("ascii"),
    }


def _bytes(found: Any, name: str) -> bytes:
    return b64decode(found[name], validate=True)


def _check(signature: bytes, certificate: bytes, digest: bytes) -> None:
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        if not isinstance(key, RSAPublicKey):
            raise SignatureRefused("another key than RSA")
        key.verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise SignatureRefused("no signature over what was to be signed") from error
