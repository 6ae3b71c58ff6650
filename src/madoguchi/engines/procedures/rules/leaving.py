# SPDX-License-Identifier: Apache-2.0
"""With which receipt secret does an application go on when its account is erased?"""

from uuid import UUID

from madoguchi.kernel.ids import ALPHABET, parse_secret


def secret_from(key: bytes) -> str:
    """80 bits of a key that only the account's vault makes, written as a receipt secret.

    The page that asks for the last word shows the same secret that counts afterwards, however
    often it is opened; nothing of it is stored before.
    """
    raw = int.from_bytes(key[:10], "big")
    return parse_secret("".join(ALPHABET[(raw >> 5 * place) & 31] for place in range(16)))


def secret_label(submission_id: UUID) -> str:
    """What the vault makes the key for."""
    return f"procedures.leaving/{submission_id}"
