# SPDX-License-Identifier: Apache-2.0
"""Count for each booking and registration which staff saw whom it is for."""

import madoguchi.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "0030_rules_series_invitations")]

    operations = [
        migrations.CreateModel(
            name="ContactSeen",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("subject", models.CharField(max_length=80, verbose_name="予約番号か登録")),
                ("actor_ref", models.CharField(max_length=120, verbose_name="見た人")),
                ("section", models.CharField(blank=True, max_length=120, verbose_name="課")),
                ("what", models.CharField(max_length=40, verbose_name="画面")),
                ("purpose", models.CharField(max_length=200, verbose_name="目的")),
                ("day", models.DateField(verbose_name="日")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="回数")),
                ("first_at", models.DateTimeField(verbose_name="最初に見た時刻")),
                ("last_at", models.DateTimeField(verbose_name="最後に見た時刻")),
            ],
            options={"verbose_name": "閲覧の数", "verbose_name_plural": "閲覧の数"},
        ),
        migrations.AddConstraint(
            model_name="contactseen",
            constraint=models.UniqueConstraint(
                fields=("subject", "actor_ref", "section", "what", "purpose", "day"),
                name="contact_seen_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactseen",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1)), name="contact_seen_at_least_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactseen",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_at__gte", models.F("first_at"))),
                name="contact_seen_in_order",
            ),
        ),
    ]
