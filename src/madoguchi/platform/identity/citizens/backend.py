# SPDX-License-Identifier: Apache-2.0
"""Who may sign in to the portal: citizens only, with the e-mail and password of allauth."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from madoguchi.platform.identity.models import User


class CitizenBackend(AuthenticationBackend):
    """allauth's backend, closed to accounts of the office."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Active citizens."""
        return isinstance(user, User) and user.is_active and not user.is_staff
