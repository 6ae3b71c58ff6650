# SPDX-License-Identifier: Apache-2.0
"""Remind people, tell payments what bookings cost, keep rooms of courses, call after disasters."""

import django.db.models.deletion
import madoguchi.kernel.ids
from django.db import migrations, models
from django.db.models import F, Q

OWING = ("confirmed", "used", "no_show", "cancelled")


def note_amounts(apps, schema_editor):
    """What the bookings of before cost now, for payments that come later."""
    reservations = apps.get_model("booking", "Reservation").objects
    due = apps.get_model("booking", "AmountDue")
    rows = reservations.filter(state__in=OWING, amount_yen__gt=0).order_by("id")
    made = []
    for row in rows.iterator(chunk_size=1000):
        made.append(
            due(
                id=madoguchi.kernel.ids.new_id(),
                reservation_id=row.id,
                amount_yen=row.amount_yen,
                paid_yen=row.amount_yen if row.paid_at else 0,
                due_at=row.pay_by,
                items=[["use", row.amount_yen]],
                changed_at=row.confirmed_at or row.made_at,
            )
        )
        if len(made) == 1000:
            due.objects.bulk_create(made)
            made = []
    due.objects.bulk_create(made)


def _id():
    return models.UUIDField(
        default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("booking", "0050_waiting_and_balances")]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", _id()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start", "始まる前"),
                            ("confirm", "確定の期限"),
                            ("pay", "支払いの期限"),
                        ],
                        max_length=8,
                        verbose_name="何の",
                    ),
                ),
                ("hours", models.PositiveSmallIntegerField(default=0, verbose_name="何時間前")),
                ("about_at", models.DateTimeField(verbose_name="いつのこと")),
                ("decided_at", models.DateTimeField(verbose_name="決めた時刻")),
                ("told", models.BooleanField(verbose_name="知らせた")),
                (
                    "reservation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="booking.reservation",
                    ),
                ),
            ],
            options={"verbose_name": "予約の声かけ", "verbose_name_plural": "予約の声かけ"},
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("reservation", "kind", "hours", "about_at"), name="reminder_once"
            ),
        ),
        migrations.CreateModel(
            name="AmountDue",
            fields=[
                ("id", _id()),
                ("amount_yen", models.PositiveIntegerField(default=0, verbose_name="支払う額")),
                ("paid_yen", models.PositiveIntegerField(default=0, verbose_name="支払われた額")),
                ("due_at", models.DateTimeField(null=True, verbose_name="支払いの期限")),
                ("items", models.JSONField(default=list, verbose_name="内訳")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版")),
                ("told_version", models.PositiveIntegerField(default=0, verbose_name="伝えた版")),
                ("changed_at", models.DateTimeField(verbose_name="変わった時刻")),
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="due",
                        to="booking.reservation",
                    ),
                ),
            ],
            options={"verbose_name": "支払うべき額", "verbose_name_plural": "支払うべき額"},
        ),
        migrations.AddConstraint(
            model_name="amountdue",
            constraint=models.CheckConstraint(
                condition=Q(("told_version__lte", F("version"))), name="amount_due_told_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="amountdue",
            index=models.Index(
                condition=Q(("told_version__lt", F("version"))),
                fields=["changed_at"],
                name="amount_due_untold",
            ),
        ),
        migrations.CreateModel(
            name="CallNote",
            fields=[
                ("id", _id()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("reached", "伝えた"), ("tried", "つながらなかった")],
                        max_length=8,
                        verbose_name="結果",
                    ),
                ),
                ("called_at", models.DateTimeField(verbose_name="電話した時刻")),
                ("called_by_ref", models.CharField(max_length=80, verbose_name="電話した人")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="booking.evacuationorder",
                    ),
                ),
                (
                    "reservation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="booking.reservation",
                    ),
                ),
            ],
            options={"verbose_name": "電話の記録", "verbose_name_plural": "電話の記録"},
        ),
        migrations.AddConstraint(
            model_name="callnote",
            constraint=models.UniqueConstraint(
                fields=("order", "reservation"), name="call_once_per_booking"
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="offer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_rooms",
                to="booking.offer",
                verbose_name="講座",
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="paused",
            field=models.JSONField(default=list, verbose_name="止めた講座の会場"),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.UniqueConstraint(
                condition=Q(("lifted_at__isnull", True)),
                fields=("offer", "space", "starts_at", "ends_at"),
                name="closure_keeps_a_room_once",
            ),
        ),
        migrations.RunPython(note_amounts, migrations.RunPython.noop),
    ]
