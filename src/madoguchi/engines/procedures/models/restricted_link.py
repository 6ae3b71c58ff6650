# SPDX-License-Identifier: Apache-2.0
"""Who may file a procedure that is not for everyone? Whoever has a code."""

from hashlib import sha256

from django.db import models

from madoguchi.kernel.ids import parse_secret


class RestrictedLink(models.Model):
    """A code for a restricted procedure (限定リンク); only its digest is kept."""

    procedure_id = models.CharField("手続き", max_length=64, db_index=True)
    code_digest = models.BinaryField("コードのあかし", max_length=32, unique=True)
    label = models.CharField("だれに渡したか", max_length=120, blank=True)
    made_at = models.DateTimeField("作った時刻")
    expires_at = models.DateTimeField("使えなくなる時刻", null=True, blank=True)
    revoked_at = models.DateTimeField("取り消した時刻", null=True, blank=True)

    class Meta:
        verbose_name = "限定リンク"
        verbose_name_plural = "限定リンク"

    def __str__(self) -> str:
        return f"link to {self.procedure_id}"


def digest_of_code(code: str) -> bytes:
    """What is kept of a code (80 random bits); raises ``SecretUnreadable`` for no code at all."""
    return sha256(b"procedures.restricted-link:" + parse_secret(code).encode("ascii")).digest()
