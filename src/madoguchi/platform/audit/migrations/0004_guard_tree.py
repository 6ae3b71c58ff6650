# SPDX-License-Identifier: Apache-2.0
"""The database keeps the tree whole: gapless numbers in order, and nothing of it is taken back."""

from django.db import migrations

ONCE = {
    "audit_checkpoint": ("id", "size"),
    "audit_cosignature": ("id",),
    "audit_timestamp": ("checkpoint_id",),
    "audit_treenode": ("id",),
    "audit_witnessalarm": ("id",),
}
"""Rows of these tables are written once; by these columns another row could replace them."""

STEP = """
    (NEW.size = OLD.size AND NEW.frontier = OLD.frontier)
    OR (NEW.size > OLD.size AND NEW.size - OLD.size = (
        SELECT COUNT(*) FROM audit_leaf WHERE sequence >= OLD.size AND sequence < NEW.size))
"""
"""The tree stands still, or grows by exactly the leaves that were numbered for it."""

GROWN = "NEW.size > COALESCE((SELECT MAX(size) FROM audit_checkpoint), 0)"
COVERED = "NEW.size <= COALESCE((SELECT MAX(size) FROM audit_tree), 0)"


def _sqlite():
    for table, keys in ONCE.items():
        same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
        for verb, name in (("UPDATE", "change"), ("DELETE", "delete")):
            yield (
                f"CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
            )
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never replaced'); END"
        )
    yield (
        "CREATE TRIGGER audit_leaf_in_order BEFORE UPDATE OF sequence ON audit_leaf "
        "WHEN NEW.sequence < COALESCE((SELECT MAX(size) FROM audit_tree), 0) "
        "BEGIN SELECT RAISE(ABORT, 'the tree already reaches beyond this number'); END"
    )
    yield (
        "CREATE TRIGGER audit_checkpoint_grows BEFORE INSERT ON audit_checkpoint "
        f"WHEN NOT ({GROWN} AND {COVERED}) "
        "BEGIN SELECT RAISE(ABORT, 'a checkpoint covers what the tree holds'); END"
    )
    yield (
        f"CREATE TRIGGER audit_tree_grows BEFORE UPDATE ON audit_tree WHEN NOT ({STEP}) "
        "BEGIN SELECT RAISE(ABORT, 'the tree grows by numbered leaves only'); END"
    )
    yield (
        "CREATE TRIGGER audit_tree_starts BEFORE INSERT ON audit_tree "
        "WHEN NEW.size <> 0 OR EXISTS (SELECT 1 FROM audit_tree WHERE size > 0) "
        "BEGIN SELECT RAISE(ABORT, 'a tree starts empty'); END"
    )
    yield (
        "CREATE TRIGGER audit_tree_no_delete BEFORE DELETE ON audit_tree "
        "BEGIN SELECT RAISE(ABORT, 'the tree is never removed'); END"
    )
    yield (
        "CREATE TRIGGER audit_witnessedlog_grows BEFORE UPDATE ON audit_witnessedlog "
        "WHEN NEW.size < OLD.size OR NEW.origin <> OLD.origin "
        "BEGIN SELECT RAISE(ABORT, 'what was witnessed is not taken back'); END"
    )
    yield (
        "CREATE TRIGGER audit_witnessedlog_no_replace BEFORE INSERT ON audit_witnessedlog "
        "WHEN EXISTS (SELECT 1 FROM audit_witnessedlog WHERE origin = NEW.origin) "
        "BEGIN SELECT RAISE(ABORT, 'what was witnessed is not replaced'); END"
    )
    yield (
        "CREATE TRIGGER audit_witnessedlog_no_delete BEFORE DELETE ON audit_witnessedlog "
        "BEGIN SELECT RAISE(ABORT, 'what was witnessed is not forgotten'); END"
    )


def _postgresql():
    yield """
    CREATE FUNCTION audit_never() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is never changed or deleted', TG_TABLE_NAME USING ERRCODE = '23001';
    END $$
    """
    for table in (*ONCE, "audit_tree", "audit_witnessedlog"):
        verbs = "UPDATE OR DELETE" if table in ONCE else "DELETE"
        yield (
            f"CREATE TRIGGER {table}_guard BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION audit_never()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_never()"
        )
    rules = (
        ("audit_leaf_in_order", "UPDATE OF sequence", "audit_leaf",
         "NEW.sequence >= COALESCE((SELECT MAX(size) FROM audit_tree), 0)"),
        ("audit_checkpoint_grows", "INSERT", "audit_checkpoint", f"{GROWN} AND {COVERED}"),
        ("audit_tree_grows", "UPDATE", "audit_tree", STEP),
        ("audit_tree_starts", "INSERT", "audit_tree", "NEW.size = 0"),
        ("audit_witnessedlog_grows", "UPDATE", "audit_witnessedlog",
         "NEW.size >= OLD.size AND NEW.origin = OLD.origin"),
    )
    for name, verb, table, rule in rules:
        yield f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {rule} THEN RETURN NEW; END IF;
            RAISE EXCEPTION '{name} is broken' USING ERRCODE = '23514';
        END $$
        """
        yield (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    found = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
    for statement in found():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_tree")]
    operations = [migrations.RunPython(guard, elidable=False)]
