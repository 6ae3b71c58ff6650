# SPDX-License-Identifier: Apache-2.0
"""Passwords that everybody at a city hall would try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.cast import CLERKS, RESIDENTS


@pytest.mark.parametrize("password", ["Madoguchi2026", "todai-2026!!", "市役所市役所12345", "MyNumber 1234", "kosodate99999"])  # fmt: skip
def test_little_more_than_an_own_word_is_refused(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "password_too_common" in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize("password", [who.password for who in (*RESIDENTS[:1], *CLERKS[:1])] + ["madoguchi made of seven lamps"])  # fmt: skip
def test_a_sentence_may_contain_one(password):
    validate_password(password)
