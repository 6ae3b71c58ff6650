# SPDX-License-Identifier: Apache-2.0
"""The database refuses to change an action, and lets it go only with its case's destruction."""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER cases_action_no_change BEFORE UPDATE ON cases_caseaction
    BEGIN SELECT RAISE(ABORT, 'actions are never changed'); END
    """,
    """
    CREATE TRIGGER cases_action_no_replace BEFORE INSERT ON cases_caseaction
    WHEN EXISTS (SELECT 1 FROM cases_caseaction WHERE id = NEW.id
                 OR (case_id = NEW.case_id AND seq = NEW.seq))
    BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: actions are never replaced'); END
    """,
    """
    CREATE TRIGGER cases_action_no_delete BEFORE DELETE ON cases_caseaction
    WHEN NOT EXISTS (SELECT 1 FROM cases_destruction WHERE case_id = OLD.case_id)
    BEGIN SELECT RAISE(ABORT, 'actions are never deleted'); END
    """,
    """
    CREATE TRIGGER cases_destruction_no_change BEFORE UPDATE ON cases_destruction
    BEGIN SELECT RAISE(ABORT, 'the register of destroyed cases is never changed'); END
    """,
    """
    CREATE TRIGGER cases_destruction_no_delete BEFORE DELETE ON cases_destruction
    BEGIN SELECT RAISE(ABORT, 'the register of destroyed cases is never changed'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION cases_action_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE'
            AND EXISTS (SELECT 1 FROM cases_destruction WHERE case_id = OLD.case_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'actions are never changed or deleted' USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER cases_action_guard BEFORE UPDATE OR DELETE ON cases_caseaction
    FOR EACH ROW EXECUTE FUNCTION cases_action_guard()
    """,
    """
    CREATE FUNCTION cases_destruction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the register of destroyed cases is never changed'
            USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER cases_destruction_guard BEFORE UPDATE OR DELETE ON cases_destruction
    FOR EACH ROW EXECUTE FUNCTION cases_destruction_guard()
    """,
)


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases")]
    operations = [migrations.RunPython(guard, elidable=False)]
