# SPDX-License-Identifier: Apache-2.0
"""The database refuses to change, delete or replace what was booked."""

from django.db import migrations

# REPLACE removes rows without firing delete triggers, hence the look-up.
SQLITE = (
    """
    CREATE TRIGGER payments_ledger_no_change BEFORE UPDATE ON payments_ledgerentry
    BEGIN SELECT RAISE(ABORT, 'payments_ledger_insert_only'); END
    """,
    """
    CREATE TRIGGER payments_ledger_no_delete BEFORE DELETE ON payments_ledgerentry
    BEGIN SELECT RAISE(ABORT, 'payments_ledger_insert_only'); END
    """,
    """
    CREATE TRIGGER payments_ledger_no_replace BEFORE INSERT ON payments_ledgerentry
    WHEN EXISTS (SELECT 1 FROM payments_ledgerentry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'payments_ledger_insert_only'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION payments_ledger_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'payments_ledger_insert_only' USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER payments_ledger_insert_only
    BEFORE UPDATE OR DELETE ON payments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_insert_only()
    """,
)


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_payments")]
    operations = [migrations.RunPython(guard, elidable=False)]
