# SPDX-License-Identifier: Apache-2.0
"""Who has booked what, what does it block, and who waits for it?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.booking.models.offer import Offer, QuotaCount
from madoguchi.engines.booking.models.opening import Closure
from madoguchi.engines.booking.models.patron import Group
from madoguchi.engines.booking.models.revision import OfferRevision
from madoguchi.engines.booking.models.series import Series
from madoguchi.engines.booking.models.space import Space
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.kernel.ids import new_id

STATES = [
    ("held", "仮押さえ"),
    ("won", "当選(確認待ち)"),
    ("confirmed", "予約済み"),
    ("used", "利用した"),
    ("no_show", "来なかった"),
    ("cancelled", "取消し"),
    ("expired", "期限切れ"),
]
LIVE = ("held", "won", "confirmed", "used", "no_show")
OPEN = ("held", "won", "confirmed")
PENDING = ("held", "won")


_kept: dict[tuple[UUID, int], OfferRules] = {}


class Reservation(models.Model):
    """A booking (予約). Who it is for rests encrypted in ``sealed``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("予約番号", max_length=24, unique=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="reservations")
    space = models.ForeignKey(
        Space, on_delete=models.PROTECT, null=True, related_name="reservations"
    )
    person_ref = models.CharField("予約した人", max_length=80)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, related_name="reservations"
    )
    state = models.CharField("状態", max_length=10, choices=STATES)
    starts_at = models.DateTimeField("始まり")
    ends_at = models.DateTimeField("終わり")
    people = models.PositiveIntegerField("人数", default=1)
    purpose = models.CharField("目的", max_length=48, blank=True)
    extras = models.JSONField("付属設備", default=list)
    hold_until = models.DateTimeField("確認の期限", null=True)
    pay_by = models.DateTimeField("支払いの期限", null=True)
    releases_at = models.DateTimeField("枠を戻す時刻", null=True)
    amount_yen = models.PositiveIntegerField("支払う額", default=0)
    charged_yen = models.PositiveIntegerField("変更した分の額", default=0)
    fee = models.JSONField("料金の内訳", default=dict)
    paid_at = models.DateTimeField("支払った時刻", null=True)
    paid_yen = models.PositiveIntegerField("支払われた額", default=0)
    sealed = models.BinaryField("暗号化した内容", default=b"")
    channel = models.CharField("受けた所", max_length=10, default="web")
    idempotency_key = models.CharField("同じ操作の印", max_length=80, null=True)
    made_at = models.DateTimeField("受けた時刻")
    made_by_ref = models.CharField("受けた人", max_length=80)
    confirmed_at = models.DateTimeField("成立した時刻", null=True)
    ended_at = models.DateTimeField("終わった時刻", null=True)
    end_reason = models.CharField("終わった理由", max_length=16, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    offer_version = models.PositiveIntegerField("決まりの版", default=0)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, related_name="reservations"
    )

    offer_id: UUID
    space_id: UUID | None
    group_id: UUID | None
    series_id: UUID | None

    class Meta:
        verbose_name = "予約"
        verbose_name_plural = "予約"
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="reservation_in_order"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="reservation_people"),
            models.CheckConstraint(
                condition=Q(state__in=PENDING, hold_until__isnull=False)
                | (~Q(state__in=PENDING) & Q(hold_until__isnull=True)),
                name="reservation_hold_ends",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("cancelled", "expired"), ended_at__isnull=False)
                | (~Q(state__in=("cancelled", "expired")) & Q(ended_at__isnull=True)),
                name="reservation_ended_at",
            ),
            models.CheckConstraint(
                condition=Q(releases_at__isnull=True) | Q(state__in=("cancelled", "expired")),
                name="reservation_release_after_end",
            ),
            models.CheckConstraint(
                condition=Q(charged_yen__lte=F("amount_yen")), name="reservation_charge_in_amount"
            ),
            models.CheckConstraint(
                condition=Q(paid_yen=0) | Q(paid_at__isnull=False), name="reservation_paid_when"
            ),
            models.UniqueConstraint(
                fields=["person_ref", "idempotency_key"], name="reservation_same_request_once"
            ),
        )
        indexes = (
            models.Index(fields=["person_ref", "-starts_at"], name="reservation_of_person"),
            models.Index(fields=["offer", "starts_at"], name="reservation_of_offer"),
            models.Index(
                fields=["hold_until"],
                condition=Q(hold_until__isnull=False),
                name="reservation_pending",
            ),
            models.Index(
                fields=["releases_at"],
                condition=Q(releases_at__isnull=False),
                name="reservation_to_release",
            ),
            models.Index(
                fields=["pay_by"],
                condition=Q(state="confirmed", paid_at__isnull=True, pay_by__isnull=False),
                name="reservation_unpaid",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"booking:{self.id}"

    @property
    def fee_yen(self) -> int:
        """The fee of the booking as it is now, without what earlier changes have cost."""
        return self.amount_yen - self.charged_yen

    @property
    def balance_yen(self) -> int:
        """What is still to be paid; below zero what is to be paid back."""
        return self.amount_yen - self.paid_yen

    def read_rules(self) -> OfferRules:
        """The rules under which it was made; those of today where nobody has kept them."""
        if self.offer_version in {0, self.offer.version}:
            return self.offer.read_rules()
        key = (self.offer_id, self.offer_version)
        if key not in _kept:
            found = (
                OfferRevision.objects.filter(offer=self.offer_id, version__lte=self.offer_version)
                .order_by("-version")
                .first()
            )
            if found is None:
                return self.offer.read_rules()
            if len(_kept) > 500:
                _kept.clear()
            _kept[key] = OfferRules.model_validate(found.rules)
        return _kept[key]

    @property
    def blocks(self) -> bool:
        """Whether claims and places are still taken."""
        return self.state in LIVE or self.releases_at is not None


class Claim(models.Model):
    """What blocks a leaf for a time, buffers included (枠の占有). Live ones never overlap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    leaf = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="claims")
    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, null=True, related_name="claims"
    )
    closure = models.ForeignKey(Closure, on_delete=models.CASCADE, null=True, related_name="claims")
    starts_at = models.DateTimeField("始まり")
    ends_at = models.DateTimeField("終わり")
    live = models.BooleanField("有効", default=True)
    expires_at = models.DateTimeField("仮押さえの期限", null=True)

    leaf_id: UUID
    reservation_id: UUID | None
    closure_id: UUID | None

    class Meta:
        verbose_name = "枠の占有"
        verbose_name_plural = "枠の占有"
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="claim_in_order"),
            models.CheckConstraint(
                condition=Q(reservation__isnull=False, closure__isnull=True)
                | Q(reservation__isnull=True, closure__isnull=False),
                name="claim_of_one",
            ),
        )
        indexes = (
            models.Index(
                fields=["leaf", "ends_at"], condition=Q(live=True), name="claim_live_of_leaf"
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(live=True, expires_at__isnull=False),
                name="claim_expiring",
            ),
        )

    def __str__(self) -> str:
        return f"{self.leaf_id} {self.starts_at}"


class LeafMonth(models.Model):
    """The live claims of a leaf in a month as a bitmap of five-minute cells (空きの早見).

    Written with the claims under the lock of the leaf; for looking only, never for deciding.
    """

    id = models.BigAutoField(primary_key=True)
    leaf = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="months")
    month = models.PositiveIntegerField("月")
    bits = models.BinaryField("占有")

    leaf_id: UUID

    class Meta:
        verbose_name = "空きの早見"
        verbose_name_plural = "空きの早見"
        constraints = (models.UniqueConstraint(fields=["leaf", "month"], name="leaf_month_once"),)

    def __str__(self) -> str:
        return f"{self.leaf_id} {self.month}"


class QuotaUse(models.Model):
    """The places of a quota that a booking takes (定員の使用)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="uses")
    count = models.ForeignKey(QuotaCount, on_delete=models.PROTECT, related_name="uses")
    units = models.PositiveIntegerField("数")

    count_id: UUID
    reservation_id: UUID

    class Meta:
        verbose_name = "定員の使用"
        verbose_name_plural = "定員の使用"
        constraints = (
            models.UniqueConstraint(fields=["reservation", "count"], name="quota_use_once"),
            models.CheckConstraint(condition=Q(units__gte=1), name="quota_use_units"),
        )

    def __str__(self) -> str:
        return f"{self.reservation_id} {self.units}"


class Notice(models.Model):
    """Something that a person is to be told about a booking (予約の知らせ); queued until sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, null=True, related_name="notices"
    )
    party_ref = models.CharField("だれに", max_length=80, db_index=True)
    kind = models.CharField("用件", max_length=24)
    about = models.JSONField("内容", default=dict)
    made_at = models.DateTimeField("入れた時刻")
    sent_at = models.DateTimeField("渡した時刻", null=True)

    class Meta:
        verbose_name = "予約の知らせ"
        verbose_name_plural = "予約の知らせ"
        ordering = ("made_at", "id")
        indexes = (
            models.Index(
                fields=["made_at"], condition=Q(sent_at__isnull=True), name="notice_queued"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.party_ref}"
