# SPDX-License-Identifier: Apache-2.0
"""A citizen's browser for the tests of paying."""

from django.test import Client


def sign_in(email, at):
    """Signed in, with ``actor``."""
    from madoguchi.platform.identity.api import actor_for, create_citizen

    user = create_citizen(email=email, password="minato no akari 2026", at=at)
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    client.actor = actor_for(user)
    return client


def body(response):
    return response.content.decode()
