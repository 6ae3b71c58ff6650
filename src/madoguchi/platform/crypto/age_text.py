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


def read_recipient(text: str) -> X25519PublicKey:
    """The public key that ``age1…`` stands for.

    Raises:
        ValueError: it is none, or mistyped.
    """
    return X25519PublicKey.from_public_bytes(_read("age", text))


def read_identity(text: str) -> X25519PrivateKey:
    """The private key that ``AGE-SECRET-KEY-1…`` stands for, also with comment lines around it.

    Raises:
        ValueError: it is none, or mistyped.
    """
    lines = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    return X25519PrivateKey.from_private_bytes(_read("age-secret-key-", "".join(lines)))


def _read(prefix: str, text: str) -> bytes:
    plain = text.strip().lower()
    head, _, data = plain.rpartition("1")
    if head != prefix or not set(data) <= set(_CHARACTERS):
        raise ValueError(f"not a key that begins with {prefix}1")
    values = [_CHARACTERS.index(character) for character in data]
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    if _polymod([*spread, *values]) != 1:
        raise ValueError("the key is mistyped: its check characters do not fit")
    number = 0
    for value in values[:-6]:
        number = number << 5 | value
    bits = 5 * (len(values) - 6)
    if bits // 8 != 32:
        raise ValueError("the key has the wrong length")
    return (number >> bits % 8).to_bytes(32, "big")


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
