# SPDX-License-Identifier: Apache-2.0
"""How is a citizen's account made without the sign-up pages, for tests and the demo?"""

from datetime import datetime

from django.apps import apps
from django.db import transaction

from madoguchi.platform.identity.citizens.keys import create_key
from madoguchi.platform.identity.models import User


def create_citizen(*, email: str, password: str, at: datetime) -> User:
    """Make an account with a checked e-mail address and its key pair."""
    user = User(kind=User.Kind.CITIZEN, email=email.lower(), joined_at=at)
    user.set_password(password)
    with transaction.atomic():
        user.save(force_insert=True)
        create_key(user, user.vault_key or b"", at=at)
        if apps.is_installed("allauth.account"):
            addresses = apps.get_model("account", "EmailAddress").objects
            addresses.create(user=user, email=user.email, verified=True, primary=True)
    return user
