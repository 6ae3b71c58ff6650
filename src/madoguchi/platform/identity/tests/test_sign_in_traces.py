# SPDX-License-Identifier: Apache-2.0
"""Is every try to sign in written down: right and wrong, by which factor, never what was typed?"""

import json
import logging

import pytest
from django.conf import settings

from madoguchi.platform.audit.models import Leaf
from tests.cast import AKARI, SANAMI

pytestmark = pytest.mark.django_db
portal = pytest.mark.skipif(settings.ZONE != "portal", reason="citizens sign in to the portal")
office = pytest.mark.skipif(settings.ZONE != "office", reason="staff sign in to the office")


def leaves():
    """Action, subject and factors of every try, in order."""
    rows = Leaf.objects.filter(
        action__in=("identity.user.signed_in", "identity.sign_in.refused")
    ).order_by("id")
    return [(row.action, row.subject, json.loads(row.detail).get("factors")) for row in rows]


@portal
def test_a_citizens_tries_are_written_down(akari, sign_in, caplog):
    caplog.set_level(logging.INFO, "madoguchi.security")
    sign_in(password="wrong-password-1125")
    sign_in(SANAMI, password="wrong-password-1125")
    sign_in()
    assert leaves() == [
        ("identity.sign_in.refused", akari.ref, ["password"]),
        ("identity.sign_in.refused", "identity:unknown", ["password"]),
        ("identity.user.signed_in", akari.ref, ["password"]),
    ]
    assert f"sign-in refused: {akari.ref} by password" in caplog.text
    assert f"signed in: {akari.ref} by password" in caplog.text
    everything = caplog.text + "".join(str(row) for row in Leaf.objects.values_list())
    for word in (AKARI.email, SANAMI.email, AKARI.password, "wrong-password-1125"):
        assert not word or word not in everything


@portal
def test_a_refused_passkey_is_written_down(client):
    client.get("/accounts/passkey/")
    client.post("/accounts/passkey/", {"answer": "{}"})
    assert leaves() == [("identity.sign_in.refused", "identity:unknown", ["passkey"])]


@portal
def test_who_may_not_guess_any_more_is_a_line_in_the_log(akari, sign_in, caplog):
    for _ in range(6):
        sign_in(password="wrong-password-1125")
    assert "limit reached: sign-in.account-and-address" in caplog.text
    assert len(leaves()) == 5


@office
def test_the_tries_of_staff_are_written_down(sanami, client, caplog):
    caplog.set_level(logging.INFO, "madoguchi.security")
    for name, password in (
        (SANAMI.login, "wrong"), (SANAMI.password, "wrong"), (SANAMI.login, SANAMI.password),
    ):  # fmt: skip
        client.post("/sign-in/", {"login": name, "password": password})
    client.post("/sign-in/passkey/", {"answer": "{}"})
    assert leaves() == [
        ("identity.sign_in.refused", sanami.ref, ["password"]),
        ("identity.sign_in.refused", "identity:unknown", ["password"]),
        ("identity.user.signed_in", sanami.ref, ["password"]),
        ("identity.sign_in.refused", "identity:unknown", ["passkey"]),
    ]
    assert SANAMI.password not in caplog.text


@office
def test_a_locked_door_is_a_line_in_the_log(sanami, client, caplog):
    for _ in range(6):
        client.post("/sign-in/", {"login": SANAMI.login, "password": "wrong"})
    assert "limit reached: sign-in of staff" in caplog.text
