# SPDX-License-Identifier: Apache-2.0
"""How does the twin sign? A transaction per digest; a practice card; the result sealed to the city."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from pathlib import Path
from time import time

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc import jwe

from madoguchi.connectors.jpki_certificates.twin.folder import ensure_authority, ensure_card
from madoguchi.connectors.oidc_jpki.twin.people import HOLDERS
from madoguchi.connectors.oidc_jpki.twin.state import Card, Memory, Transaction
from madoguchi.connectors.oidc_jpki.twin.tokens import Denied, find_token
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id

_HEADER = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "cty": "application/json"}
DIGEST_SIZE = 32


def open_transaction(memory: Memory, authorization: str, body: bytes) -> str:
    """Take a digest to be signed; only from the client itself. Raises Denied."""
    if find_token(memory, authorization).scope != "client":
        raise Denied("insufficient_scope", 403)
    try:
        asked = json.loads(body)
        digest = b64decode(asked["digest"], validate=True)
        client = asked["client_id"]
    except (ValueError, KeyError, TypeError, NotBase64) as error:
        raise Denied("invalid_request") from error
    if client != memory.client.client_id or len(digest) != DIGEST_SIZE:
        raise Denied("invalid_request")
    number = str(new_id())
    memory.transactions[number] = Transaction(digest, time())
    return number


def seal_result(memory: Memory, authorization: str, number: str) -> str:
    """Signature and certificate as a JWE, once, to the person's own token. Raises Denied."""
    token = find_token(memory, authorization)
    if "sign" not in token.scope.split() or token.transaction != number:
        raise Denied("insufficient_scope", 403)
    transaction = memory.transactions.get(number)
    if transaction is None or transaction.holder_id != token.holder_id or memory.sign is None:
        raise Denied("not_found", 404)
    del memory.transactions[number]
    signature, certificate = memory.sign(token.holder_id, transaction.digest)
    plain = {
        "signature": b64encode(signature).decode("ascii"),
        "certificate": b64encode(certificate).decode("ascii"),
    }
    opener = next(key for key in memory.client.keys.keys if key.as_dict().get("use") == "enc")
    header = _HEADER | {"kid": str(opener.kid or "")}
    return jwe.encrypt_compact(
        header, json.dumps(plain), opener, algorithms=[_HEADER["alg"], _HEADER["enc"]]
    )


def card_signer(folder: Path) -> Card:
    """Practice cards of the test authority in a folder."""
    authority = ensure_authority(folder, at=now())

    def sign(holder_id: str, digest: bytes) -> tuple[bytes, bytes]:
        key, certificate = ensure_card(folder, authority, holder_id, HOLDERS[holder_id].told())
        signature = key.sign(digest, PKCS1v15(), Prehashed(SHA256()))
        return signature, certificate.public_bytes(Encoding.DER)

    return sign
