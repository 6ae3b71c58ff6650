# SPDX-License-Identifier: Apache-2.0
"""Where do sessions rest, and how are they read at every click? Django's rows, in kept words."""

import time
from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField, DateTimeField

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
        # The clock of the machine, by which Django also sets the end.
        found = _LIVING.rows(self.session_key, datetime.fromtimestamp(time.time(), tz=UTC))
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])
