# SPDX-License-Identifier: Apache-2.0
"""Who may sign in to the office: staff, with login name and password."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet, UUIDField
from django.http import HttpRequest

from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.staff.names import normalise_login
from madoguchi.platform.organisation.api import token_column
from madoguchi.platform.transactions.api import Given, Prepared


class StaffBackend(BaseBackend):
    """Checks a password; lockout is the business of ``sign_in``."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        login: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """The account, if the password is right; an unknown name costs the same time."""
        if login is None or password is None:
            return None
        user = User.objects.filter(kind=User.Kind.STAFF, login=normalise_login(login)).first()
        known = (user or User()).check_password(password)
        return user if user and known and user.is_active else None

    def get_user(self, user_id: UUID) -> User | None:
        """The account of a session, and with it which organisation its posts are read from."""
        found = _WITH_TOKEN.objects(user_id)
        return found[0] if found else None


def _with_token() -> QuerySet[User]:
    users = User.objects.annotate(organisation_token=token_column())
    return users.filter(pk=Given(0, UUIDField()), kind=User.Kind.STAFF, is_active=True)


_WITH_TOKEN: Prepared[User] = Prepared(_with_token)
