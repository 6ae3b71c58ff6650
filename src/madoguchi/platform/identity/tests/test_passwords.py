# SPDX-License-Identifier: Apache-2.0
"""Does one computation check the password and open the vault, at the promised price?"""

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.contrib.auth.hashers import make_password as django_make

from madoguchi.platform.identity.passwords import make_password, open_password, read_stored


def test_the_right_password_gives_the_same_vault_key():
    stored, made = make_password("minato no akari")
    opened = open_password("minato no akari", stored)
    assert opened.vault_key == made.vault_key
    assert opened.verifier == read_stored(stored).verifier
    assert opened.vault_key != opened.verifier
    assert open_password("minato no akarI", stored) is None


def test_each_password_has_its_own_salt():
    first, second = make_password("same")[0], make_password("same")[0]
    assert first != second
    assert first.startswith("argon2pair$19456,2,1$")


@pytest.mark.parametrize("stored", ["", "!unusable", "argon2id$x", "argon2pair$1$2"])
def test_what_is_no_password_opens_nothing(stored):
    assert open_password("x", stored) is None


def test_django_knows_the_hasher(settings):
    stored = django_make("minato no akari")
    assert check_password("minato no akari", stored)
    assert not check_password("wrong", stored)
    hasher = identify_hasher(stored)
    assert hasher.safe_summary(stored)["memory_cost"] == 19456
    assert not hasher.must_update(stored)
