# SPDX-License-Identifier: Apache-2.0
"""Does a second factor prove what it says, once, here, and for its owner only?"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.identity.factors.api import (
    FactorRefused,
    OneTimeCode,
    Passkey,
    RecoveryCode,
    add_passkey,
    ask_known,
    ask_new,
    check_new,
    count_recovery,
    held_by,
    prune_spent,
    remove_passkey,
    renew_recovery,
    spend,
    start_codes,
    use_code,
    use_passkey,
    use_recovery,
)
from madoguchi.platform.identity.factors.passkeys import Held, Site, check_known
from madoguchi.platform.identity.factors.totp import (
    app_address,
    code_of,
    find_step,
    new_secret,
    step_at,
    typed_secret,
)
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.tests.soft_key import SoftKey
from madoguchi.platform.screens.squares import square_path

SITE = Site("office.example", "灯台市", frozenset({"https://office.example"}))
HANDLE = b"0123456789abcdef"


def key(**more):
    return SoftKey(origin="https://office.example", **more)


def made(soft, site=SITE):
    question = ask_new(site, handle=HANDLE, login="sanami", display_name="佐波")
    return check_new(site, challenge=question.challenge, answer=soft.create(question.options))


def held(soft):
    new = made(soft)
    return Held(new.credential_id, new.material, new.sign_count)


def shown(soft, stored, *, question=None, site=SITE):
    question = question or ask_known(site)
    return check_known(
        site, challenge=question.challenge, answer=soft.get(question.options), held=stored
    )


def test_a_passkey_is_made_and_answers():
    soft = key()
    stored = held(soft)
    assert shown(soft, stored).user_handle == HANDLE
    assert '"residentKey": "required"' in ask_new(
        SITE, handle=HANDLE, login="a", display_name="b"
    ).options  # fmt: skip
    assert '"userVerification": "required"' in ask_known(SITE).options


@pytest.mark.parametrize(
    "fault",
    [
        {"origin": "https://office.example.evil"},
        {"origin": "http://office.example"},
        {"verified": False},
    ],
)
def test_another_site_and_an_unverified_touch_are_refused(fault):
    with pytest.raises(FactorRefused):
        made(key() if "verified" in fault else replace(key(), **fault), SITE) if (
            "origin" in fault
        ) else made(key(**fault))
    soft = key()
    stored = held(soft)
    for name, value in fault.items():
        setattr(soft, name, value)
    with pytest.raises(FactorRefused):
        shown(soft, stored)


def test_an_old_challenge_a_strange_key_and_a_copied_key_are_refused():
    soft = key(count=5)
    stored = held(soft)
    old, new = ask_known(SITE), ask_known(SITE)
    with pytest.raises(FactorRefused):
        check_known(SITE, challenge=new.challenge, answer=soft.get(old.options), held=stored)
    thief = key(credential_id=soft.credential_id, count=6)
    with pytest.raises(FactorRefused):
        shown(thief, stored)
    soft.count = 6
    assert shown(soft, stored).sign_count == 6
    with pytest.raises(FactorRefused):
        shown(soft, replace(stored, sign_count=6))


@pytest.mark.parametrize("answer", ["", "[]", "{}", '{"rawId": 5}', "x" * 70_000, '{"id": "a"}'])
def test_nonsense_is_refused_and_breaks_nothing(answer):
    with pytest.raises(FactorRefused):
        check_new(SITE, challenge=ask_known(SITE).challenge, answer=answer)
    with pytest.raises(FactorRefused):
        check_known(SITE, challenge="AAAA", answer=answer, held=Held(b"x", b"y", 0))


def test_browsers_offer_passkeys_to_names_only():
    assert SITE.can_ask
    assert Site("localhost", "", frozenset()).can_ask
    assert not Site("127.0.0.1", "", frozenset()).can_ask
    assert not Site("[::1]", "", frozenset()).can_ask


# The secret and the times of RFC 6238, appendix B (SHA-1, last six of eight digits).
@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, digits):
    at = datetime.fromtimestamp(seconds, tz=UTC)
    assert code_of(b"12345678901234567890", step_at(at)) == digits


def test_a_code_counts_for_a_minute_and_a_half_and_never_twice(at):
    secret = new_secret()
    step = step_at(at)
    typed = code_of(secret, step)
    assert find_step(secret, f" {typed[:3]} {typed[3:]} ", at=at, after=0) == step
    wide = typed.translate({48 + i: 0xFF10 + i for i in range(10)})
    assert find_step(secret, wide, at=at + timedelta(seconds=30), after=0) == step
    assert find_step(secret, typed, at=at + timedelta(seconds=61), after=0) is None
    assert find_step(secret, typed, at=at, after=step) is None


def test_the_secret_can_be_typed_and_photographed():
    secret = b"12345678901234567890"
    assert typed_secret(secret) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    address = app_address(secret, issuer="灯台市", account="sanami")
    assert address.startswith("otpauth://totp/") and "GEZDGNBVGY3TQOJQ" in address  # noqa: PT018
    side, path = square_path(address)
    assert side > 30
    assert path.startswith("M4 4h1v1h-1z")


@pytest.mark.django_db
def test_an_account_gets_uses_and_loses_a_passkey(sanami, at):
    soft = key()
    question = ask_new(SITE, handle=sanami.pk.bytes, login="sanami", display_name="佐波")
    new = check_new(SITE, challenge=question.challenge, answer=soft.create(question.options))
    row = add_passkey(user=sanami, new=new, name="庁内の鍵", actor=SYSTEM, at=at)
    with pytest.raises(FactorRefused):
        add_passkey(user=sanami, new=new, name="二度目", actor=SYSTEM, at=at)
    assert [one.credential_id for one in held_by(sanami)] == [soft.credential_id]

    def use(kind="staff", **more):
        asked = ask_known(SITE)
        return use_passkey(
            site=SITE, challenge=asked.challenge, answer=soft.get(asked.options), kind=kind,
            at=at, **more,
        )  # fmt: skip

    assert use() == sanami
    assert Passkey.objects.get().used_at == at
    with pytest.raises(FactorRefused):
        use(kind="citizen")
    with pytest.raises(FactorRefused):
        use(user=User(pk=row.pk))
    soft.handle = b"somebody else   "
    with pytest.raises(FactorRefused):
        use()
    soft.handle = sanami.pk.bytes
    User.objects.update(is_active=False)
    with pytest.raises(FactorRefused):
        use()
    remove_passkey(user=sanami, passkey_id=row.pk, actor=SYSTEM, at=at)
    actions = [leaf.action for leaf in list_by_subject(sanami.ref)]
    assert {"identity.passkey.added", "identity.passkey.removed"} <= set(actions)


@pytest.mark.django_db
def test_the_secret_of_an_app_rests_encrypted_and_tied_to_its_account(sanami, at):
    secret = new_secret()
    with pytest.raises(FactorRefused):
        start_codes(user=sanami, secret=secret, typed="000000x", actor=SYSTEM, at=at)
    typed = code_of(secret, step_at(at))
    row = start_codes(user=sanami, secret=secret, typed=typed, actor=SYSTEM, at=at)
    assert secret not in bytes(row.secret)
    with pytest.raises(FactorRefused):
        use_code(user=sanami, typed=typed, at=at)
    later = at + timedelta(seconds=30)
    use_code(user=sanami, typed=code_of(secret, step_at(later)), at=later)
    assert OneTimeCode.objects.get().used_at == later


@pytest.mark.django_db
def test_recovery_codes_work_once_and_only_as_digests(sanami, at):
    codes = renew_recovery(user=sanami, actor=SYSTEM, at=at)
    assert len(set(codes)) == 10
    typed = codes[3].upper().replace("-", " ")
    assert use_recovery(user=sanami, typed=typed, actor=SYSTEM, at=at) == 9
    with pytest.raises(FactorRefused):
        use_recovery(user=sanami, typed=codes[3], actor=SYSTEM, at=at)
    with pytest.raises(FactorRefused):
        use_recovery(user=sanami, typed=" - ", actor=SYSTEM, at=at)
    renewed = renew_recovery(user=sanami, actor=SYSTEM, at=at)
    with pytest.raises(FactorRefused):
        use_recovery(user=sanami, typed=codes[4], actor=SYSTEM, at=at)
    assert count_recovery(sanami) == 10
    stored = b"".join(bytes(row.digest) for row in RecoveryCode.objects.all())
    assert not any(code.encode() in stored for code in renewed)


@pytest.mark.django_db
def test_spent_values_are_forgotten_when_they_are_void(at):
    assert spend("test", "a", until=at + timedelta(minutes=1))
    assert not spend("test", "a", until=at + timedelta(minutes=1))
    assert spend("other", "a", until=at + timedelta(minutes=5))
    assert prune_spent(at + timedelta(minutes=2)) == 1


def race(work, runners=12):
    start = Barrier(runners)

    def run(_):
        start.wait(10)
        try:
            return bool(work())
        except FactorRefused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(runners) as pool:
        return sum(pool.map(run, range(runners)))


@pytest.mark.django_db(transaction=True)
def test_of_twelve_replays_at_once_one_counts(at):
    """The same code, recovery code and one-time value, each in twelve requests at once."""
    ensure_zone_keys()
    user = User.objects.create(kind="staff", login="sanami", display_name="佐波", password="!")
    secret = new_secret()
    typed = code_of(secret, step_at(at) - 1)
    start_codes(user=user, secret=secret, typed=typed, actor=SYSTEM, at=at)
    code = code_of(secret, step_at(at))
    recovery = renew_recovery(user=user, actor=SYSTEM, at=at)[0]
    assert race(lambda: use_code(user=user, typed=code, at=at) is None) == 1
    assert race(lambda: use_recovery(user=user, typed=recovery, actor=SYSTEM, at=at)) == 1
    assert race(lambda: spend("test", "once", until=at)) == 1
