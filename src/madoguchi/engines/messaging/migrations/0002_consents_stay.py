# SPDX-License-Identifier: Apache-2.0
"""The database refuses to change a consent that was recorded; only forgetting the person removes it."""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER messaging_consent_stays BEFORE UPDATE ON messaging_consent
    BEGIN SELECT RAISE(ABORT, 'messaging_consent_stays'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION messaging_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'messaging_consent_stays' USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER messaging_consent_stays BEFORE UPDATE ON messaging_consent
    FOR EACH ROW EXECUTE FUNCTION messaging_consent_stays()
    """,
)


def guard(apps, schema_editor):
    """Install the trigger of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_messaging")]
    operations = [migrations.RunPython(guard, elidable=False)]
