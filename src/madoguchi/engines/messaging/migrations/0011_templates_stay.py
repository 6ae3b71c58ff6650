# SPDX-License-Identifier: Apache-2.0
"""The database refuses to change the words of a template's version once it was approved."""

from django.db import migrations

WHEN = """
    OLD.state <> 'draft' AND (
        NEW.state = 'draft' OR NEW.number <> OLD.number
        OR {variants} OR {variables}
    )
"""
SQLITE = (
    """
    CREATE TRIGGER messaging_template_stays BEFORE UPDATE ON messaging_templaterevision
    WHEN """
    + WHEN.format(
        variants="NEW.variants <> OLD.variants", variables="NEW.variables <> OLD.variables"
    )
    + """
    BEGIN SELECT RAISE(ABORT, 'messaging_template_stays'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION messaging_template_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'messaging_template_stays' USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER messaging_template_stays BEFORE UPDATE ON messaging_templaterevision
    FOR EACH ROW WHEN ("""
    + WHEN.format(
        variants="NEW.variants IS DISTINCT FROM OLD.variants",
        variables="NEW.variables IS DISTINCT FROM OLD.variables",
    )
    + """) EXECUTE FUNCTION messaging_template_stays()
    """,
)


def guard(apps, schema_editor):
    """Install the trigger of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0010_notices_people_read")]
    operations = [migrations.RunPython(guard, elidable=False)]
