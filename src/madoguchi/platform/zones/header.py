# SPDX-License-Identifier: Apache-2.0
"""What is written in the clear on a parcel?"""

from typing import Self
from uuid import UUID

import rfc8785
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from madoguchi.platform.crypto.peers import ZONE_NAME

KEY_ID = r"^[0-9a-f]{16}$"
DIGEST = r"^[0-9a-f]{64}$"
KIND = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"
MAX_FILES = 200
MAX_HEADER_BYTES = 64 * 1024


class MalformedParcel(Exception):
    """What arrived has not the shape of a parcel."""


class _Clear(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HeaderFile(_Clear):
    """A file that travels beside the parcel, as ciphertext."""

    id: UUID
    size: int = Field(gt=0, description="bytes of ciphertext")
    sha256: str = Field(pattern=DIGEST, description="of the ciphertext")
    key: str = Field(pattern=KEY_ID, description="id of the key it is closed for")


class Header(_Clear):
    """The label of a parcel (見出し). It is signed, and bound to the sealed body."""

    version: int = Field(default=1, ge=1, le=1)
    id: UUID
    kind: str = Field(pattern=KIND, max_length=64)
    schema_version: int = Field(ge=1, le=10_000)
    from_zone: str = Field(pattern=ZONE_NAME)
    to_zone: str = Field(pattern=ZONE_NAME)
    ref: str = Field(max_length=200)
    sealed_to: str = Field(pattern=KEY_ID)
    signed_by: str = Field(pattern=KEY_ID)
    size: int = Field(gt=0, description="bytes of the sealed body")
    sent_at: AwareDatetime
    files: tuple[HeaderFile, ...] = Field(default=(), max_length=MAX_FILES)

    def canonical(self) -> bytes:
        """The bytes that are signed (RFC 8785)."""
        return rfc8785.dumps(self.model_dump(mode="json"))

    @classmethod
    def parse(cls, text: str | bytes) -> Self:
        """Read a label.

        Raises:
            MalformedParcel: it is none.
        """
        if len(text) > MAX_HEADER_BYTES:
            raise MalformedParcel("the header is too long")
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise MalformedParcel(f"not a header: {error.error_count()} problems") from None
