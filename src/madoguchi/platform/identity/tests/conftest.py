# SPDX-License-Identifier: Apache-2.0
"""What do the identity tests share: keys, an instant, citizens who sign up, a clerk with a post."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.identity.api import User, create_citizen, create_staff
from tests.cast import AKARI, SANAMI


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ensure_zone_keys()


@pytest.fixture
def at():
    return datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@pytest.fixture
def akari(db, at):
    return create_citizen(email=AKARI.email, password=AKARI.password, at=at)


@pytest.fixture
def sanami(db, at):
    return create_staff(
        login=SANAMI.login, display_name=SANAMI.name, password=SANAMI.password,
        actor=SYSTEM, at=at,
    )  # fmt: skip


@pytest.fixture
def code_from_mail():
    """The eight digits of the latest mail."""
    return lambda: re.search(r"^\d{8}$", mail.outbox[-1].body, re.MULTILINE).group()


@pytest.fixture
def sign_in(client):
    """Sign a citizen in through the page."""

    def go(who=AKARI, password=None, client=client):
        return client.post(
            "/accounts/login/", {"login": who.email, "password": password or who.password}
        )

    return go


@pytest.fixture
def client_of():
    """Another browser."""
    return Client


@pytest.fixture
def user_of():
    return lambda who: User.objects.get(email=who.email)
