# SPDX-License-Identifier: Apache-2.0
"""Under which codes does the city collect: on slips, in eLTAX, at the bank?"""

from django.db import models

from madoguchi.kernel.ids import new_id


class Biller(models.Model):
    """The city as a biller (収納の契約): codes that others gave it; one row, from the pack."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=16, unique=True, default="city")
    biller = models.CharField("請求書発行企業コード", max_length=6)
    agency = models.CharField("収納機関番号", max_length=5)
    category = models.CharField("納付区分", max_length=3)
    square = models.SlugField("QRコードの方式", max_length=32)
    collector_code = models.CharField("委託者コード", max_length=10)
    collector_name = models.CharField("委託者名", max_length=40)
    bank = models.CharField("取引銀行番号", max_length=4)
    bank_name = models.CharField("取引銀行名", max_length=15, blank=True)
    branch = models.CharField("取引支店番号", max_length=3)
    branch_name = models.CharField("取引支店名", max_length=15, blank=True)
    account_kind = models.CharField("預金種目", max_length=1)
    account_number = models.CharField("口座番号", max_length=7)

    class Meta:
        verbose_name = "収納の契約"
        verbose_name_plural = "収納の契約"

    def __str__(self) -> str:
        return self.key
