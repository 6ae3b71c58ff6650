# SPDX-License-Identifier: Apache-2.0
"""Which rights does the application need on PostgreSQL, and no more?

The owner of the tables migrates; the application signs in as another role that can add to the log
and read it, number a leaf, let the tree grow and destroy a subject's key, and nothing else of it.
"""

import re

from django.apps import apps

MAY_UPDATE = {
    "audit_leaf": ("sequence",),
    "audit_tree": ("size", "frontier", "proven_at"),
    "audit_subjectkey": ("wrapped", "erased_at"),
    "audit_witnessedlog": ("size", "root", "note", "at"),
}
"""The only columns of the log that the application may change."""

_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")


def restriction_sql(role: str) -> list[str]:
    """The statements that give a role its rights, run by the owner after each migration.

    Raises ValueError for a name that is no plain identifier.
    """
    if not _ROLE.match(role):
        raise ValueError("a role is written in small letters, digits and underscores")
    tables = sorted(model._meta.db_table for model in apps.get_app_config("audit").get_models())
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE ALL ON {', '.join(tables)} FROM {role}",
        f"GRANT SELECT, INSERT ON {', '.join(tables)} TO {role}",
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    ]
    statements += [
        f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role}"
        for table, columns in MAY_UPDATE.items()
    ]
    return statements
