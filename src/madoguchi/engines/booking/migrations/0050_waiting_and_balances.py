# SPDX-License-Identifier: Apache-2.0
"""Who waits keeps purpose, equipment and contact; what was paid and what changes cost is exact."""

from django.db import migrations, models
from django.db.models import F, Q


def read_what_was_paid(apps, _):
    """What was paid before was the whole fee of the time."""
    reservations = apps.get_model("booking", "Reservation").objects.filter(paid_at__isnull=False)
    reservations.exclude(state__in=("cancelled", "expired")).update(paid_yen=F("amount_yen"))
    for one in reservations.filter(state__in=("cancelled", "expired")).iterator():
        fee = one.fee or {}
        one.paid_yen = max(int(fee.get("full_yen", 0)) - int(fee.get("reduced_yen", 0)), 0)
        one.save(update_fields=["paid_yen"])
    over = apps.get_model("booking", "WaitingEntry").objects.filter(state="over")
    over.update(end_reason="refused", ended_at=F("joined_at"))


class Migration(migrations.Migration):
    dependencies = [("booking", "0040_contact_seen")]

    operations = [
        migrations.AddField(
            model_name="waitingentry",
            name="purpose",
            field=models.CharField(blank=True, default="", max_length=48, verbose_name="目的"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="waitingentry",
            name="extras",
            field=models.JSONField(default=list, verbose_name="付属設備"),
        ),
        migrations.AddField(
            model_name="waitingentry",
            name="sealed",
            field=models.BinaryField(default=b"", verbose_name="暗号化した内容"),
        ),
        migrations.AddField(
            model_name="waitingentry",
            name="passed_over",
            field=models.CharField(
                blank=True, default="", max_length=40, verbose_name="飛ばしている理由"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="waitingentry",
            name="ended_at",
            field=models.DateTimeField(null=True, verbose_name="終わった時刻"),
        ),
        migrations.AddField(
            model_name="waitingentry",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("past", "空かないまま時間になった"),
                    ("refused", "決まりに合わなくなった"),
                    ("removed", "職員が外した"),
                    ("unanswered", "期限までに返事がなかった"),
                ],
                default="",
                max_length=12,
                verbose_name="終わった理由",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reservation",
            name="charged_yen",
            field=models.PositiveIntegerField(default=0, verbose_name="変更した分の額"),
        ),
        migrations.AddField(
            model_name="reservation",
            name="paid_yen",
            field=models.PositiveIntegerField(default=0, verbose_name="支払われた額"),
        ),
        migrations.RunPython(read_what_was_paid, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="waitingentry",
            constraint=models.CheckConstraint(
                condition=Q(state="over", ended_at__isnull=False) & ~Q(end_reason="")
                | ~Q(state="over") & Q(end_reason=""),
                name="waiting_over_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=Q(charged_yen__lte=F("amount_yen")), name="reservation_charge_in_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=Q(paid_yen=0) | Q(paid_at__isnull=False), name="reservation_paid_when"
            ),
        ),
    ]
