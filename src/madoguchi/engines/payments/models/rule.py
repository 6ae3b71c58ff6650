# SPDX-License-Identifier: Apache-2.0
"""Which rules of the pack hold: late charges, reminders, what a source's money is called?"""

from django.db import models

from madoguchi.kernel.ids import new_id


class PaymentRule(models.Model):
    """One part of the pack as it was loaded (収納の決まり), such as ``late:tax`` or ``source:booking``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField("キー", max_length=48, unique=True)
    content = models.JSONField("内容")
    changed_at = models.DateTimeField("変わった時刻")

    class Meta:
        verbose_name = "収納の決まり"
        verbose_name_plural = "収納の決まり"
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key
