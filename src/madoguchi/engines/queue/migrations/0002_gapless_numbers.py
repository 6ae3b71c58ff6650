# SPDX-License-Identifier: Apache-2.0
"""The database refuses a number that does not follow the last one, and a ticket that comes back to life."""

from django.db import migrations

_NEXT = """
    (SELECT COALESCE(MAX(other.number), 0) + 1 FROM queue_ticket AS other
     WHERE other.line_day_id = NEW.line_day_id)
"""
_BACK = "OLD.state IN ('done', 'left', 'transferred') AND NEW.state <> OLD.state"
SQLITE = (
    f"""
    CREATE TRIGGER queue_gapless BEFORE INSERT ON queue_ticket
    WHEN NEW.number IS NOT NULL AND NEW.number <> {_NEXT}
    BEGIN SELECT RAISE(ABORT, 'queue_gapless'); END
    """,
    """
    CREATE TRIGGER queue_number_stays BEFORE UPDATE OF number, line_day_id ON queue_ticket
    WHEN NEW.number IS NOT OLD.number OR NEW.line_day_id <> OLD.line_day_id
    BEGIN SELECT RAISE(ABORT, 'queue_number_stays'); END
    """,
    f"""
    CREATE TRIGGER queue_ended_stays BEFORE UPDATE OF state ON queue_ticket WHEN {_BACK}
    BEGIN SELECT RAISE(ABORT, 'queue_ended_stays'); END
    """,
)
POSTGRESQL = (
    f"""
    CREATE FUNCTION queue_gapless() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.number <> {_NEXT} THEN
            RAISE EXCEPTION 'queue_gapless' USING ERRCODE = '23001';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER queue_gapless BEFORE INSERT ON queue_ticket FOR EACH ROW
    WHEN (NEW.number IS NOT NULL) EXECUTE FUNCTION queue_gapless()
    """,
    """
    CREATE FUNCTION queue_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION USING MESSAGE = TG_NAME, ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER queue_number_stays BEFORE UPDATE OF number, line_day_id ON queue_ticket
    FOR EACH ROW
    WHEN (NEW.number IS DISTINCT FROM OLD.number OR NEW.line_day_id <> OLD.line_day_id)
    EXECUTE FUNCTION queue_stays()
    """,
    f"""
    CREATE TRIGGER queue_ended_stays BEFORE UPDATE OF state ON queue_ticket FOR EACH ROW
    WHEN ({_BACK}) EXECUTE FUNCTION queue_stays()
    """,
)


def guard(apps, schema_editor):
    """Install the constraints of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("queue", "0001_queue")]
    operations = [migrations.RunPython(guard, elidable=False)]
