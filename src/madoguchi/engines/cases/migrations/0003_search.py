# SPDX-License-Identifier: Apache-2.0
"""The word index of cases: a tsvector with GIN on PostgreSQL, FTS5 on SQLite."""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE TABLE cases_search (
        case_id uuid PRIMARY KEY,
        received_at timestamptz NOT NULL,
        tokens tsvector NOT NULL
    )
    """,
    # A short pending list: readers scan it, and they are many more than writers.
    """
    CREATE INDEX cases_search_tokens ON cases_search
    USING gin (tokens) WITH (fastupdate = on, gin_pending_list_limit = 256)
    """,
)
SQLITE = (
    """
    CREATE VIRTUAL TABLE cases_search USING fts5(
        case_id UNINDEXED, received_at UNINDEXED, tokens, tokenize = 'ascii'
    )
    """,
)


def build(apps, schema_editor):
    """Make the table of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_guard")]
    operations = [migrations.RunPython(build, elidable=False)]
