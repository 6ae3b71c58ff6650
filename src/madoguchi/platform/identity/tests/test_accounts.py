# SPDX-License-Identifier: Apache-2.0
"""Which accounts may exist, and when are they forgotten?"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from madoguchi.kernel.actors import GUEST, SYSTEM
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.identity.api import User, actor_for, create_citizen, create_staff
from madoguchi.platform.identity.citizens.prune import prune_unchecked
from madoguchi.platform.identity.staff.create import LoginTaken, set_staff_password
from madoguchi.platform.identity.staff.names import normalise_login
from tests.cast import AKARI, FUNAKI, SANAMI

pytestmark = pytest.mark.django_db


def test_an_email_belongs_to_one_citizen_whatever_its_case(akari, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=AKARI.email.upper())


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "citizen", "email": "a@example.jp", "display_name": "灯 あかり"},
        {"kind": "citizen", "email": "a@example.jp", "login": "akari"},
        {"kind": "staff", "email": "a@example.jp"},
    ],
)
def test_an_account_keeps_only_what_its_kind_needs(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**values)


def test_an_account_made_by_card_needs_no_address_and_two_do_not_collide(db):
    for _ in range(2):
        User.objects.create(kind="citizen", email="", password="!")
    assert User.objects.filter(email="").count() == 2


def test_a_login_name_belongs_to_one_clerk(sanami, at):
    with pytest.raises(LoginTaken):
        create_staff(login=" SANAMI ", display_name="別人", password="x" * 12, actor=SYSTEM, at=at)
    assert normalise_login("SANAMI ") == "sanami"
    assert [leaf.action for leaf in list_by_subject(sanami.ref)] == ["identity.staff.created"]


def test_a_clerk_gets_a_new_password(sanami, at):
    set_staff_password(user=sanami, password="atarashii kagi", actor=SYSTEM, at=at)
    fresh = User.objects.get(pk=sanami.pk)
    assert fresh.check_password("atarashii kagi")
    assert not fresh.check_password(SANAMI.password)


def test_a_citizen_acts_without_a_name(akari):
    actor = actor_for(akari)
    assert (actor.kind, actor.ref, actor.name) == ("citizen", akari.ref, "")
    assert actor.ref == f"identity:{akari.pk}"
    assert GUEST.kind == "guest"


def test_an_unusable_password_never_fits(akari):
    akari.set_password(None)
    assert akari.vault_key is None
    assert not akari.check_password("")
    assert not akari.has_usable_password()


@pytest.mark.skipif(settings.ZONE != "portal", reason="citizens live in the portal")
def test_unchecked_accounts_are_forgotten_after_a_week(akari, at):
    unchecked = create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=at)
    unchecked.emailaddress_set.update(verified=False)
    assert prune_unchecked(at + timedelta(days=6)) == 0
    assert prune_unchecked(at + timedelta(days=8)) == 1
    assert list(User.objects.all()) == [akari]
