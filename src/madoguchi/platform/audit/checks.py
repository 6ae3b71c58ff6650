# SPDX-License-Identifier: Apache-2.0
"""Does the application sign in to PostgreSQL as a role that could take its own log back?"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name
from django.db import connections

_OWNED = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')
"""


@register(Tags.database, deploy=True)
def application_owns_nothing(
    databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """``madoguchi manage check --deploy --database default`` warns where the role owns tables."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute(_OWNED)
            owned = int(cursor.fetchone()[0])
        if owned:
            found.append(
                Warning(
                    f"the database role of the application owns {owned} tables",
                    hint="let another role own and migrate: madoguchi audit restrict prints the SQL",
                    id="madoguchi.W001",
                )
            )
    return found
