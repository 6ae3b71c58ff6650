# SPDX-License-Identifier: Apache-2.0
"""Tickets and notices of days that were closed before lose whose they were, as those of today will."""

from django.db import migrations


def forget(apps, schema_editor):
    """Twice changes nothing."""
    tickets = apps.get_model("queue", "Ticket").objects.filter(line_day__closed_at__isnull=False)
    tickets.filter(source="web", came_from__isnull=True).exclude(issued_by_ref="").update(
        issued_by_ref=""
    )
    notices = apps.get_model("queue", "Notice").objects
    closed = notices.filter(ticket__line_day__closed_at__isnull=False)
    closed.filter(sent_at__isnull=True).delete()
    closed.exclude(party_ref="").update(party_ref="")


def keep(apps, schema_editor):
    """What was forgotten does not come back."""


class Migration(migrations.Migration):
    dependencies = [("queue", "0003_pack_digest")]
    operations = [migrations.RunPython(forget, keep, elidable=True)]
