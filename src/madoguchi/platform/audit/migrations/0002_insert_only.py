# SPDX-License-Identifier: Apache-2.0
"""The database refuses to change or delete a leaf; ``sequence`` may be set once."""

from django.db import migrations

FIXED = (
    "id", "at", "action", "actor_kind", "actor_ref", "actor_roles", "subject", "purpose",
    "detail", "personal_digest", "zone", "leaf_hash", "format",
)

# REPLACE removes rows without firing delete triggers, hence the look-ups.
SQLITE = (
    f"""
    CREATE TRIGGER audit_leaf_no_change BEFORE UPDATE ON audit_leaf
    WHEN NOT (
        OLD.sequence IS NULL AND NEW.sequence IS NOT NULL AND NEW.rowid = OLD.rowid
        AND ({", ".join(f"NEW.{name}" for name in FIXED)})
         IS ({", ".join(f"OLD.{name}" for name in FIXED)})
        AND NOT EXISTS (SELECT 1 FROM audit_leaf WHERE sequence = NEW.sequence)
    )
    BEGIN SELECT RAISE(ABORT, 'audit leaves are never changed'); END
    """,
    """
    CREATE TRIGGER audit_leaf_no_replace BEFORE INSERT ON audit_leaf
    WHEN NEW.sequence IS NOT NULL OR EXISTS (SELECT 1 FROM audit_leaf WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'audit leaves are never replaced'); END
    """,
    """
    CREATE TRIGGER audit_leaf_no_delete BEFORE DELETE ON audit_leaf
    BEGIN SELECT RAISE(ABORT, 'audit leaves are never deleted'); END
    """,
)

POSTGRESQL = (
    f"""
    CREATE FUNCTION audit_leaf_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.sequence IS NULL
            AND ({", ".join(f"NEW.{name}" for name in FIXED)})
            IS NOT DISTINCT FROM ({", ".join(f"OLD.{name}" for name in FIXED)}) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'audit leaves are never changed or deleted' USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER audit_leaf_guard BEFORE UPDATE OR DELETE ON audit_leaf
    FOR EACH ROW EXECUTE FUNCTION audit_leaf_guard()
    """,
    """
    CREATE TRIGGER audit_leaf_no_truncate BEFORE TRUNCATE ON audit_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION audit_leaf_guard()
    """,
)


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_leaves")]
    operations = [migrations.RunPython(guard, elidable=False)]
