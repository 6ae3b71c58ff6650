# SPDX-License-Identifier: Apache-2.0
"""Is a password of the operator's list of breached ones refused, wherever it stands in it?"""

import hashlib

import pytest
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError

from madoguchi.platform.identity.breached import Breached

LEAKED = [f"Harbour-{n}-lamp-{n * 7}" for n in range(300)]


@pytest.fixture
def listed(tmp_path):
    rows = sorted(
        f"{hashlib.sha1(word.encode()).hexdigest().upper()}:{n * n}"
        for n, word in enumerate(LEAKED)
    )
    path = tmp_path / "breached.txt"
    path.write_text("\r\n".join(rows) + "\r\n", encoding="ascii")
    return path


def test_each_password_of_the_list_is_refused_and_no_other(listed):
    judge = Breached(str(listed))
    for word in LEAKED:
        with pytest.raises(ValidationError) as refused:
            judge.validate(word)
        assert refused.value.code == "password_too_common"
    for n in range(300):
        judge.validate(f"never leaked {n}")


def test_the_settings_ask_the_list_where_passwords_are_chosen(listed, settings):
    named = [row["NAME"] for row in settings.AUTH_PASSWORD_VALIDATORS]
    assert named.count("madoguchi.platform.identity.breached.Breached") == 1
    rows = [
        {**row, "OPTIONS": {"path": str(listed)}} if row["NAME"].endswith("Breached") else row
        for row in settings.AUTH_PASSWORD_VALIDATORS
    ]
    asked = get_password_validators(rows)
    validate_password("Yoru-no-todai 1125", password_validators=asked)
    with pytest.raises(ValidationError):
        validate_password(LEAKED[17], password_validators=asked)


def test_a_list_that_is_gone_keeps_nobody_out_and_is_told(tmp_path, caplog):
    Breached(str(tmp_path / "gone.txt")).validate("Yoru-no-todai 1125")
    assert "list of breached passwords: FileNotFoundError" in caplog.text
    Breached("").validate("Yoru-no-todai 1125")
    (tmp_path / "empty.txt").write_bytes(b"")
    Breached(str(tmp_path / "empty.txt")).validate("Yoru-no-todai 1125")
