# SPDX-License-Identifier: Apache-2.0
"""Lines and desks remember which entry of a pack they were last loaded from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0002_gapless_numbers")]
    operations = [
        migrations.AddField(
            model_name=name,
            name="pack_digest",
            field=models.CharField("パックの印", max_length=32, blank=True, default=""),
        )
        for name in ("line", "desk")
    ]
