# SPDX-License-Identifier: Apache-2.0
"""Who can open what is sealed to a citizen, and what does a thief of database or cookie get?"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from madoguchi.kernel import clock, facts
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.crypto.errors import CannotOpen
from madoguchi.platform.crypto.sealing import seal
from madoguchi.platform.identity.api import AccountKeyReplaced, User, create_citizen, vault_of
from madoguchi.platform.identity.citizens import cookie
from madoguchi.platform.identity.citizens.keys import find_key, open_key, public_of
from madoguchi.platform.identity.citizens.unlock import change_password, unlock
from madoguchi.platform.identity.models import AccountKey
from tests.cast import AKARI, FUNAKI

pytestmark = pytest.mark.django_db
LETTER = {"info": b"letter", "aad": b"R8-1"}


def request_of(user, cookies=None):
    request = RequestFactory().get("/")
    request.user = user
    request.COOKIES.update(cookies or {})
    return request


def opened(user, password, at):
    """A request in which the password was just given."""
    request = request_of(user)
    assert user.check_password(password)
    with clock.frozen(at):
        unlock(request, user, at=at)
    return request


def cookie_of(request):
    return {cookie.COOKIE: request.__dict__["_identity_vault_cookie"]}


def test_the_vault_opens_letters_and_drafts(akari, at):
    with clock.frozen(at):
        vault = vault_of(opened(akari, AKARI.password, at))
        sealed = seal(vault.public_key, plaintext="決定しました".encode(), **LETTER)
        assert vault.open(sealed, **LETTER).decode() == "決定しました"
        with pytest.raises(CannotOpen):
            vault.open(sealed, info=b"other", aad=b"R8-1")
        draft = vault.encrypt(b"answers", "draft")
        assert vault.decrypt(draft, "draft") == b"answers"
        with pytest.raises(CannotOpen):
            vault.decrypt(draft, "other")
        assert bytes(find_key(akari).public) == vault.public_key
        assert repr(vault) == f"Vault({akari.pk})"


def test_a_stolen_cookie_is_ciphertext_and_fits_one_account(akari, at):
    funaki = create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=at)
    held = cookie_of(opened(akari, AKARI.password, at))
    with clock.frozen(at):
        assert vault_of(request_of(akari, held)) is not None
        assert vault_of(request_of(funaki, held)) is None
        assert vault_of(request_of(AnonymousUser(), held)) is None
        changed = held[cookie.COOKIE][:-6] + "AAAAAA"
        assert vault_of(request_of(akari, {cookie.COOKIE: changed})) is None
        assert vault_of(request_of(akari, {cookie.COOKIE: "nonsense"})) is None
        assert vault_of(request_of(akari)) is None
    private = open_key(akari, akari.vault_key)
    assert private.hex() not in repr(held)
    with clock.frozen(at + timedelta(hours=12, seconds=1)):
        assert vault_of(request_of(akari, held)) is None


def test_a_stolen_database_holds_no_private_key(akari):
    row = find_key(akari)
    private = open_key(akari, akari.vault_key)
    assert private not in bytes(row.wrapped)
    assert private not in akari.password.encode()
    assert akari.vault_key not in bytes(row.wrapped)
    assert open_key(akari, b"\0" * 32) is None


def test_a_wrapped_key_cannot_be_moved_to_another_account(akari, at):
    funaki = create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=at)
    AccountKey.objects.filter(user=akari).update(wrapped=find_key(funaki).wrapped)
    assert open_key(akari, funaki.vault_key) is None


def test_a_changed_password_keeps_the_key(akari, at):
    public = bytes(find_key(akari).public)
    assert akari.check_password(AKARI.password)
    change_password(request_of(akari), akari, "umi no kaze 2027", at=at)
    fresh = User.objects.get(pk=akari.pk)
    assert not fresh.check_password(AKARI.password)
    assert fresh.vault_key is None
    assert fresh.check_password("umi no kaze 2027")
    assert public_of(open_key(fresh, fresh.vault_key)) == public


def test_a_forgotten_password_replaces_the_key_and_tells_it(akari, at, monkeypatch):
    told = []
    monkeypatch.setitem(facts._listeners, AccountKeyReplaced, [told.append])
    old = opened(akari, AKARI.password, at)
    with clock.frozen(at):
        old_vault = vault_of(old)
    sealed = seal(old_vault.public_key, plaintext=b"letter", **LETTER)
    forgetful = User.objects.get(pk=akari.pk)
    request = request_of(AnonymousUser())
    change_password(request, forgetful, "umi no kaze 2027", at=at)
    assert told == [
        AccountKeyReplaced(
            user_ref=akari.ref,
            key_id=find_key(akari).id,
            old_public=old_vault.public_key,
            new_public=bytes(find_key(akari).public),
            at=at,
        )
    ]
    request.user = forgetful
    vault = vault_of(request)
    with pytest.raises(CannotOpen):
        vault.open(sealed, **LETTER)
    with clock.frozen(at):
        assert vault_of(request_of(akari, cookie_of(old))) is None
    assert bytes(AccountKey.objects.exclude(replaced_at=None).get().wrapped) == b""
    assert "identity.account_key.replaced" in [leaf.action for leaf in list_by_subject(akari.ref)]


def test_a_forgotten_password_keeps_the_key_where_the_browser_still_holds_it(akari, at):
    held = cookie_of(opened(akari, AKARI.password, at))
    fresh = User.objects.get(pk=akari.pk)
    with clock.frozen(at):
        change_password(request_of(fresh, held), fresh, "umi no kaze 2027", at=at)
    assert AccountKey.objects.filter(user=akari).count() == 1
    assert open_key(fresh, fresh.vault_key)


def test_an_account_has_one_living_key(akari, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountKey.objects.create(user=akari, public=b"x" * 32, wrapped=b"", created_at=at)


def test_the_office_never_has_a_vault(sanami, at):
    assert vault_of(request_of(sanami)) is None
