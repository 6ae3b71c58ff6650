# SPDX-License-Identifier: Apache-2.0
"""When a citizen ended the keeping of something, so that a restore does not bring it back."""

from django.db import migrations, models

import madoguchi.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('procedures', '0003_profile'),
    ]

    operations = [
        migrations.CreateModel(
            name='EndedKeeping',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.CharField(db_index=True, max_length=80, verbose_name='アカウント')),
                ('what', models.CharField(choices=[('forgotten', '控えをすべて消した'), ('consent_withdrawn', '同意を取り消した'), ('person_removed', '人を外した'), ('removed', '項目を消した')], max_length=20, verbose_name='何を')),
                ('ended_at', models.DateTimeField(db_index=True, verbose_name='やめた時刻')),
            ],
            options={
                'verbose_name': '控えの取りやめ',
                'verbose_name_plural': '控えの取りやめ',
            },
        ),
    ]
