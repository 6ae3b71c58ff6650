# SPDX-License-Identifier: Apache-2.0
"""Who may sign in to the portal: citizens only, with the e-mail and password of allauth."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import UUIDField

from madoguchi.platform.identity.models import User
from madoguchi.platform.transactions.api import Given, Prepared


class CitizenBackend(AuthenticationBackend):
    """allauth's backend, closed to accounts of the office."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Active citizens."""
        return isinstance(user, User) and user.is_active and not user.is_staff

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, asked at every click."""
        found = _BY_ID.objects(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


_BY_ID: Prepared[User] = Prepared(lambda: User.objects.filter(pk=Given(0, UUIDField())))
