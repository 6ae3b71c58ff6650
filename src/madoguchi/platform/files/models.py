# SPDX-License-Identifier: Apache-2.0
"""Which encrypted files does this zone hold?"""

from django.db import models

from madoguchi.kernel.ids import new_id


class StoredFile(models.Model):
    """An encrypted file (保管ファイル) under ``HOME/files``.

    On the portal ``name``, ``media_type`` and ``sha256`` stay empty: they travel inside the sealed
    parcel. (The hash of a guessable file would tell what it is.)
    """

    id = models.UUIDField("番号", primary_key=True, default=new_id, editable=False)
    purpose = models.CharField("目的", max_length=64)
    owner = models.CharField("持ち主の参照", max_length=120, db_index=True)
    size = models.BigIntegerField("大きさ(バイト)")
    sha256 = models.CharField("平文のハッシュ値", max_length=64, blank=True)
    name = models.CharField("ファイル名", max_length=200, blank=True)
    media_type = models.CharField("種類", max_length=120, blank=True)
    cipher_size = models.BigIntegerField("暗号文の大きさ(バイト)")
    cipher_sha256 = models.CharField("暗号文のハッシュ値", max_length=64)
    recipient_key = models.CharField("宛先の鍵", max_length=16)
    created_at = models.DateTimeField("受け取った時刻")
    held_until = models.DateTimeField("破棄する時刻", null=True, blank=True)

    class Meta:
        verbose_name = "保管ファイル"
        verbose_name_plural = "保管ファイル"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(size__gt=0) & models.Q(cipher_size__gt=models.F("size")),
                name="files_sizes_are_real",
            ),
        )
        indexes = (
            models.Index(
                fields=["held_until"],
                name="files_to_discard",
                condition=models.Q(held_until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"file {self.id}"
