# SPDX-License-Identifier: Apache-2.0
"""How do several practice programs share one test authority? It rests in a folder, for tests only.

``issuers.pem`` is what an office trusts, ``cards/`` holds each practice card, and a serial number
on a line of ``revoked.txt`` is a card that the list has struck off.
"""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from madoguchi.connectors.jpki_certificates.twin.authority import Authority, new_key, utf8

ISSUERS, REVOKED, CARDS = "issuers.pem", "revoked.txt", "cards"
SIGNATURE_POLICY = "1.2.392.200149.8.5.1.0.20"
"""The policy that the public service gives to test cards."""
Card = tuple[rsa.RSAPrivateKey, x509.Certificate]


def ensure_authority(folder: Path, *, at: datetime) -> Authority:
    """The authority of a folder; made once."""
    if not (folder / ISSUERS).exists():
        (folder / CARDS).mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Authority(at)
        _keep(folder / "root.pem", made.root_key, made.root)
        _keep(folder / "issuer.pem", made.key, made.issuer)
        (folder / REVOKED).touch()
        (folder / ISSUERS).write_bytes(made.issuer.public_bytes(Encoding.PEM))
    (root_key, root), (key, issuer) = _read(folder / "root.pem"), _read(folder / "issuer.pem")
    authority = Authority.resume((root_key, key), (root, issuer))
    authority.revoked = set(list_revoked(folder))
    return authority


def ensure_card(folder: Path, authority: Authority, name: str, told: Mapping[int, str]) -> Card:
    """The signature key and certificate of one practice card; made once."""
    file = folder / CARDS / f"{name}.pem"
    if not file.exists():
        key = new_key()
        fields = {number: utf8(value) for number, value in told.items()}
        _keep(file, key, authority.issue((SIGNATURE_POLICY,), fields, key=key, days=1800))
    return _read(file)


def find_card(folder: Path, serial: int) -> x509.Certificate | None:
    """The card of a serial number, if this authority has issued it."""
    cards = (_read(path)[1] for path in sorted((folder / CARDS).glob("*.pem")))
    return next((one for one in cards if one.serial_number == serial), None)


def list_revoked(folder: Path) -> list[int]:
    """The serial numbers that were struck off."""
    return [int(line) for line in (folder / REVOKED).read_text(encoding="ascii").split()]


def revoke(folder: Path, certificate: x509.Certificate) -> None:
    """Strike a card off."""
    with (folder / REVOKED).open("a", encoding="ascii") as file:
        file.write(f"{certificate.serial_number}\n")


def _keep(path: Path, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(private + certificate.public_bytes(Encoding.PEM))


def _read(path: Path) -> Card:
    data = path.read_bytes()
    key = load_pem_private_key(data, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path.name} holds another key than RSA")
    return key, x509.load_pem_x509_certificate(data)
