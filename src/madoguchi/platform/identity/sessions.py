# SPDX-License-Identifier: Apache-2.0
"""Where do sessions rest, and how are they read at every click? Django's rows, in kept words."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField, DateTimeField

from madoguchi.kernel.clock import now
from madoguchi.platform.transactions.api import Given, Prepared


def _living() -> Any:
    rows = DatabaseStore.get_model_class().objects
    return rows.filter(
        session_key=Given(0, CharField()), expire_date__gt=Given(1, DateTimeField())
    ).values_list("session_data")


_LIVING: Prepared[Any] = Prepared(_living)


class SessionStore(DatabaseStore):
    """Django's sessions in the database, found without the ORM writing the query anew."""

    def load(self) -> dict[str, Any]:
        """What the session holds; a session that is over, or unknown, loses its key."""
        found = _LIVING.rows(self.session_key, now())
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])
