# SPDX-License-Identifier: Apache-2.0
from django.db import migrations, models

POSTGRESQL = (
    """
    CREATE TABLE cases_talk (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        case_id uuid NOT NULL,
        received_at timestamptz NOT NULL,
        tokens tsvector NOT NULL
    )
    """,
    "CREATE INDEX cases_talk_case ON cases_talk (case_id)",
    """
    CREATE INDEX cases_talk_tokens ON cases_talk
    USING gin (tokens) WITH (fastupdate = on, gin_pending_list_limit = 256)
    """,
)
SQLITE = (
    """
    CREATE VIRTUAL TABLE cases_talk USING fts5(
        case_id UNINDEXED, received_at UNINDEXED, tokens, tokenize = 'ascii'
    )
    """,
)


def build(apps, schema_editor):
    """Make the table of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    """Take the table away."""
    schema_editor.execute("DROP TABLE cases_talk")


def fill(apps, schema_editor):
    """Index what was written before."""
    from madoguchi.engines.cases.models.search_index import put_talk
    from madoguchi.engines.cases.queries.talk import talk_tokens

    for model, column in (("Message", "text"), ("Note", "text"), ("CaseFile", "name")):
        rows = apps.get_model("cases", model).objects.select_related("case")
        for row in rows.iterator(chunk_size=1_000):
            tokens = talk_tokens(row.case, getattr(row, column))
            put_talk(row.case_id, received_at=row.case.received_at, tokens=tokens)


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_decided_not_closed")]
    operations = [
        migrations.RunPython(build, drop, elidable=False),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["document_number"], name="letter_by_document_number"),
        ),
    ]
