# SPDX-License-Identifier: Apache-2.0
"""How are our file keys written for the ordinary age tools? (Bech32, BIP 173)"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

_CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def recipient_text(key: X25519PublicKey) -> str:
    """The public key as ``age1…``."""
    return _bech32("age", key.public_bytes_raw())


def identity_text(key: X25519PrivateKey) -> str:
    """The private key as ``AGE-SECRET-KEY-1…``: for the safe, never for a log or screen."""
    return _bech32("age-secret-key-", key.private_bytes_raw()).upper()


def _bech32(prefix: str, raw: bytes) -> str:
    groups = _five_bit_groups(raw)
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = _polymod([*spread, *groups, 0, 0, 0, 0, 0, 0]) ^ 1
    groups += [(check >> 5 * (5 - place)) & 31 for place in range(6)]
    return prefix + "1" + "".join(_CHARACTERS[group] for group in groups)


def _five_bit_groups(raw: bytes) -> list[int]:
    bits = len(raw) * 8
    padding = -bits % 5
    number = int.from_bytes(raw, "big") << padding
    count = (bits + padding) // 5
    return [(number >> 5 * (count - 1 - place)) & 31 for place in range(count)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if (top >> bit) & 1 else 0
    return check
