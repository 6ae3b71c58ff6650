# SPDX-License-Identifier: Apache-2.0
"""How does a secret that someone holds open the key of a draft?"""

from dataclasses import dataclass

from madoguchi.platform.crypto.derive import derive
from madoguchi.platform.crypto.envelope import decrypt_with, encrypt_with

_AAD = b"procedures.draft-key"


@dataclass(frozen=True, slots=True)
class SecretHolder:
    """A holder with a 32-byte key: a browser's cookie, or a resume code."""

    ref: str
    key: bytes

    def __repr__(self) -> str:
        return f"<SecretHolder {self.ref}>"

    def wrap(self, key: bytes) -> bytes:
        """Close a draft's key for this holder."""
        return encrypt_with(self.key, key, aad=_AAD)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Open a draft's key; raises ``CryptoError`` where it is not this holder's."""
        return decrypt_with(self.key, bytes(wrapped), aad=_AAD)


def browser_holder(browser_key: bytes) -> SecretHolder:
    """The holder for the random key in a browser's cookie."""
    name = derive(browser_key, "procedures/browser-name").hex()[:40]
    return SecretHolder(f"browser:{name}", derive(browser_key, "procedures/browser-wrap"))


def code_holder(resume_number: str, code: str) -> SecretHolder:
    """The holder for a resume number with its code (80 random bits)."""
    key = derive(code.encode("ascii"), f"procedures/resume/{resume_number}")
    return SecretHolder(f"code:{resume_number}", key)
