# SPDX-License-Identifier: Apache-2.0
"""The database refuses the same post twice for one person on one day."""

from django.db import migrations

_OVERLAP = """
    EXISTS (
        SELECT 1 FROM organisation_appointment AS other
        WHERE other.id <> NEW.id AND other.staff_ref = NEW.staff_ref
          AND other.post_id = NEW.post_id
          AND other.from_on <= COALESCE(NEW.until_on, '9999-12-31')
          AND NEW.from_on <= COALESCE(other.until_on, '9999-12-31')
    )
"""
SQLITE = tuple(
    f"""
    CREATE TRIGGER organisation_no_overlap_{word.lower()} BEFORE {word} ON organisation_appointment
    WHEN {_OVERLAP}
    BEGIN SELECT RAISE(ABORT, 'organisation_no_overlap'); END
    """
    for word in ("INSERT", "UPDATE")
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """
    ALTER TABLE organisation_appointment ADD CONSTRAINT organisation_no_overlap
    EXCLUDE USING gist (
        staff_ref WITH =, post_id WITH =, daterange(from_on, until_on, '[]') WITH &&
    )
    """,
)


def forbid_overlap(apps, schema_editor):
    """Install the constraint of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_chart")]
    operations = [migrations.RunPython(forbid_overlap, elidable=False)]
