# SPDX-License-Identifier: Apache-2.0
"""Who is registered for booking, which groups, and who has penalty points?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.kernel.ids import new_id


class Patron(models.Model):
    """A registered user (利用者登録). What is personal rests encrypted in ``sealed``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_ref = models.CharField("だれか", max_length=80, unique=True)
    user_class = models.SlugField("区分", max_length=32, default="general")
    is_resident = models.BooleanField("市内在住", default=False)
    proved_by = models.CharField("確かめ方", max_length=16, blank=True)
    sealed = models.BinaryField("暗号化した内容", default=b"")
    valid_until = models.DateField("有効期限", null=True)
    registered_at = models.DateTimeField("登録した時刻")

    class Meta:
        verbose_name = "利用者登録"
        verbose_name_plural = "利用者登録"

    def __str__(self) -> str:
        return self.party_ref


class Group(models.Model):
    """A registered group (団体登録); its name and members rest encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("団体番号", max_length=24, unique=True)
    user_class = models.SlugField("区分", max_length=32, default="general")
    sealed = models.BinaryField("暗号化した内容", default=b"")
    phone_index = models.BinaryField("電話の照合値", max_length=32, null=True, db_index=True)
    address_index = models.BinaryField("住所の照合値", max_length=32, null=True, db_index=True)
    member_count = models.PositiveIntegerField("会員数", default=0)
    resident_count = models.PositiveIntegerField("市内の会員数", default=0)
    valid_until = models.DateField("有効期限", null=True)
    registered_at = models.DateTimeField("登録した時刻")
    closed_at = models.DateTimeField("廃止した時刻", null=True)

    class Meta:
        verbose_name = "団体登録"
        verbose_name_plural = "団体登録"
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(resident_count__lte=models.F("member_count")),
                name="group_residents_are_members",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"booking:group:{self.id}"


class GroupMember(models.Model):
    """A member of a group (団体の会員); comparable, not readable without the key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    account_ref = models.CharField("アカウント", max_length=80, blank=True, db_index=True)
    may_book = models.BooleanField("予約できる", default=False)
    is_resident = models.BooleanField("市内在住", default=False)
    sealed = models.BinaryField("暗号化した内容")
    person_index = models.BinaryField("氏名と生年月日の照合値", max_length=32, db_index=True)
    phone_index = models.BinaryField("電話の照合値", max_length=32, null=True)
    address_index = models.BinaryField("住所の照合値", max_length=32, null=True)

    group_id: UUID

    class Meta:
        verbose_name = "団体の会員"
        verbose_name_plural = "団体の会員"
        constraints = (
            models.UniqueConstraint(fields=["group", "person_index"], name="group_member_once"),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.id}"


class PenaltyPoint(models.Model):
    """Points for staying away or cancelling late (ペナルティ点)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_ref = models.CharField("だれの", max_length=80, db_index=True)
    points = models.PositiveSmallIntegerField("点数")
    reason = models.CharField("理由", max_length=16)
    reservation_ref = models.CharField("予約", max_length=80, blank=True)
    given_at = models.DateTimeField("付けた時刻")
    given_by_ref = models.CharField("付けた人", max_length=80)
    withdrawn_at = models.DateTimeField("取り消した時刻", null=True)
    withdrawn_why = models.CharField("取り消した理由", max_length=400, blank=True)

    class Meta:
        verbose_name = "ペナルティ点"
        verbose_name_plural = "ペナルティ点"
        ordering = ("given_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(points__gte=1), name="penalty_at_least_one"),
            models.UniqueConstraint(
                fields=["reservation_ref", "reason"],
                condition=~Q(reservation_ref=""),
                name="penalty_once_per_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.party_ref} {self.points}"


class SearchTrace(models.Model):
    """What a person or group can be found by (検索の照合値): comparable, not readable."""

    id = models.BigAutoField(primary_key=True)
    party_ref = models.CharField("だれ", max_length=80, db_index=True)
    trace = models.BinaryField("照合値", max_length=32, db_index=True)

    class Meta:
        verbose_name = "検索の照合値"
        verbose_name_plural = "検索の照合値"
        constraints = (
            models.UniqueConstraint(fields=["party_ref", "trace"], name="search_trace_once"),
        )

    def __str__(self) -> str:
        return self.party_ref
