# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with ciphertext, keys and signatures?"""


class CryptoError(Exception):
    """Base of the errors of this room; messages never hold plaintext or key material."""


class CannotOpen(CryptoError):
    """The ciphertext was changed, is for another place, or is not ours."""


class UnknownKey(CannotOpen):
    """The ciphertext names a key that this zone does not hold (any more)."""


class BadSignature(CryptoError):
    """The signature does not belong to the message and the key."""


class BadKeyFile(CryptoError):
    """A key file is missing, damaged or readable by others."""
