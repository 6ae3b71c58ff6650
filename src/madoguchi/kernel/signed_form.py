# SPDX-License-Identifier: Apache-2.0
"""What exactly does a citizen sign? The canonical form of an application, byte for byte.

The canonical form is the JSON of ``statement_of`` under RFC 8785 (sorted keys, no white space,
UTF-8). Portal and office both make it from the values they hold and compare its SHA-256; so a
signature holds for these answers, files, procedure and draft and for no others. Written out for
other programs in ``docs/security/signed-form.md``; a change of form needs another ``FORMAT``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785

from madoguchi.kernel.application import SentFile

FORMAT = "madoguchi-signed-application/1"


@dataclass(frozen=True, slots=True)
class SignedForm:
    """The canonical form of one application."""

    form: bytes

    @property
    def digest(self) -> bytes:
        """The SHA-256 that the card signs."""
        return sha256(self.form).digest()

    @property
    def digest_hex(self) -> str:
        """The same as people and parcels write it."""
        return self.digest.hex()

    def __str__(self) -> str:
        return self.form.decode("utf-8")

    def __repr__(self) -> str:
        return f"<SignedForm {self.digest_hex[:8]}>"


def signed_form(
    *,
    draft_id: UUID,
    procedure_id: str,
    revision: int,
    answers: Mapping[str, Any],
    files: Iterable[SentFile],
) -> SignedForm:
    """The canonical form. ``answers`` are those that are filed: only what was asked in the end."""
    statement: dict[str, Any] = {
        "format": FORMAT,
        "draft": str(draft_id),
        "procedure": procedure_id,
        "revision": revision,
        "answers": dict(answers),
        "files": [_file(one) for one in sorted(files, key=lambda one: str(one.id))],
    }
    return SignedForm(rfc8785.dumps(statement))


def _file(file: SentFile) -> dict[str, Any]:
    return {
        "id": str(file.id),
        "question": file.question,
        "item": file.item,
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
    }
