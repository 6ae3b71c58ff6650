# SPDX-License-Identifier: Apache-2.0
"""The database refuses two live claims on one leaf at one time, and a lottery that changes its word.

Live claims of a leaf never overlap, so among those that end after a new one begins, the one that
ends first also begins first: SQLite needs to look at that one only.
"""

from django.db import migrations

_SQLITE_WHEN = """
    NEW.live AND (
        SELECT other.starts_at FROM booking_claim AS other
        WHERE other.leaf_id = NEW.leaf_id AND other.live AND other.ends_at > NEW.starts_at
          AND other.id <> NEW.id
        ORDER BY other.ends_at LIMIT 1
    ) < NEW.ends_at
"""
SQLITE = (
    f"""
    CREATE TRIGGER booking_no_double_insert BEFORE INSERT ON booking_claim WHEN {_SQLITE_WHEN}
    BEGIN SELECT RAISE(ABORT, 'booking_no_double'); END
    """,
    f"""
    CREATE TRIGGER booking_no_double_update
    BEFORE UPDATE OF live, leaf_id, starts_at, ends_at ON booking_claim WHEN {_SQLITE_WHEN}
    BEGIN SELECT RAISE(ABORT, 'booking_no_double'); END
    """,
    """
    CREATE TRIGGER booking_round_keeps_word
    BEFORE UPDATE OF commitment, entries_root, seed ON booking_lotteryround
    WHEN NEW.commitment <> OLD.commitment
      OR (OLD.entries_root <> '' AND NEW.entries_root <> OLD.entries_root)
      OR (OLD.seed <> '' AND NEW.seed <> OLD.seed)
    BEGIN SELECT RAISE(ABORT, 'booking_round_keeps_word'); END
    """,
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """
    ALTER TABLE booking_claim ADD CONSTRAINT booking_no_double
    EXCLUDE USING gist (leaf_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (live)
    """,
    """
    CREATE FUNCTION booking_round_keeps_word() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'booking_round_keeps_word' USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER booking_round_keeps_word
    BEFORE UPDATE OF commitment, entries_root, seed ON booking_lotteryround FOR EACH ROW
    WHEN (NEW.commitment <> OLD.commitment
      OR (OLD.entries_root <> '' AND NEW.entries_root <> OLD.entries_root)
      OR (OLD.seed <> '' AND NEW.seed <> OLD.seed))
    EXECUTE FUNCTION booking_round_keeps_word()
    """,
)


def guard(apps, schema_editor):
    """Install the constraints of this database."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_booking")]
    operations = [migrations.RunPython(guard, elidable=False)]
