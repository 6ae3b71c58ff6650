# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: F811 - fixtures of the identity room are imported by name
"""Can an administrator look after accounts, and does what they do hold at once and stay written?"""

import argparse
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core import mail

from madoguchi.config.cli import build_parser
from madoguchi.config.commands import staff as command
from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.identity.api import User, create_staff
from madoguchi.platform.identity.factors.api import (
    Passkey,
    add_passkey,
    ask_new,
    check_new,
    renew_recovery,
)
from madoguchi.platform.identity.factors.passkeys import Site
from madoguchi.platform.identity.models import EmergencyAccount, StaffProfile, StaffSignIn
from madoguchi.platform.identity.staff.alarm import tell_of_emergency
from madoguchi.platform.identity.staff.emergency import clean_passphrase
from madoguchi.platform.identity.tests.conftest import (
    _fresh,  # noqa: F401 - a fixture
    at,  # noqa: F401 - a fixture
    client_of,  # noqa: F401 - a fixture
    sanami,  # noqa: F401 - a fixture
)
from madoguchi.platform.identity.tests.soft_key import SoftKey
from madoguchi.platform.jobs.api import run_worker
from madoguchi.platform.organisation.api import Post, Section, appoint
from madoguchi.platform.oversight.ports import find_homes
from madoguchi.platform.oversight.rules import seems_related
from tests.cast import SANAMI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "office", reason="staff live in the office"),
]
BACKEND = "madoguchi.platform.identity.staff.backend.StaffBackend"


@pytest.fixture
def town(sanami, at):
    """佐波 at the counter, 伝田 as administrator."""
    section = Section.objects.create(key="dx", name={"ja": "DX推進課"})
    Post.objects.create(section=section, key="counter", title="主事", roles=["case_worker"])
    Post.objects.create(section=section, key="chief", title="課長", roles=["administrator"])
    denda = create_staff(
        login="denda", display_name="伝田 光", password="a-long-password-9", email="denda@example.jp",
        actor=SYSTEM, at=at,
    )  # fmt: skip
    for user, post in ((sanami, "counter"), (denda, "chief")):
        appoint(
            staff_ref=user.ref, section="dx", post=post, from_on=date(2020, 4, 1),
            actor=SYSTEM, at=at,
        )  # fmt: skip
    return denda


@pytest.fixture
def desk(town, client_of):
    browser = client_of()
    browser.force_login(town, backend=BACKEND)
    return browser


@pytest.fixture
def counter(client, town, at):
    with clock.frozen(at):
        client.post("/sign-in/", {"login": SANAMI.login, "password": SANAMI.password})
        assert client.get("/cases/").status_code == 200
    return client


def madoguchi(*words):
    options = build_parser().parse_args(["staff", "--zone", "office", *words])
    assert isinstance(options, argparse.Namespace)
    return command.run(options)


def do(browser, user, deed, **more):
    return browser.post(f"/staff/{user.pk}/", {"do": deed} | more)


def test_staff_are_found_by_name_and_shown_with_what_they_have(desk, sanami):
    page = desk.get("/staff/?word=佐波").content.decode()
    assert "1人" in page
    assert SANAMI.name in page
    assert "伝田" not in page.split("<table", 1)[1]
    assert "だれもいません" not in page
    assert "その名前の職員はいません" in desk.get("/staff/?word=いない").content.decode()
    one = desk.get(f"/staff/{sanami.pk}/").content.decode()
    assert "DX推進課 主事" in one
    assert desk.get(f"/staff/{User(pk=None).ref[9:]}/").status_code == 404


def test_the_list_costs_the_same_however_many_there_are(
    desk, sanami, at, django_assert_max_num_queries
):
    for n in range(30):
        create_staff(
            login=f"clerk{n}", display_name=f"職員{n}", password="a-long-password-9",
            actor=SYSTEM, at=at,
        )  # fmt: skip
    desk.get("/staff/")
    with django_assert_max_num_queries(11):
        assert desk.get("/staff/").content.decode().count("clerk") == 30


def test_a_lock_works_in_the_next_request(desk, counter, sanami, at):
    with clock.frozen(at):
        assert do(desk, sanami, "lock").status_code == 422
        assert do(desk, sanami, "lock", reason="端末の盗難").status_code == 302
        assert counter.get("/cases/").headers["Location"].startswith("/sign-in/")
        again = counter.post("/sign-in/", {"login": SANAMI.login, "password": SANAMI.password})
        assert again.status_code == 422
        assert do(desk, sanami, "unlock", reason="見つかった").status_code == 302
    leaf = next(one for one in list_by_subject(sanami.ref) if one.action == "identity.staff.locked")
    assert leaf.purpose == "端末の盗難"


def test_every_session_of_a_person_ends_also_one_without_a_row(
    desk, counter, sanami, at, client_of
):
    other = client_of()
    other.force_login(sanami, backend=BACKEND)
    with clock.frozen(at):
        assert do(desk, sanami, "sessions", reason="離席のまま").status_code == 302
        for browser in (counter, other):
            assert browser.get("/cases/").headers["Location"].startswith("/sign-in/")
    assert not StaffSignIn.objects.filter(user=sanami, ended_at=None).exists()


def test_a_reset_takes_every_factor_and_never_ones_own(desk, town, sanami, at):
    Passkey.objects.create(user=sanami, name="x", credential_id=b"1", material=b"2", created_at=at)
    renew_recovery(user=sanami, actor=SYSTEM, at=at)
    with clock.frozen(at):
        assert do(desk, sanami, "reset", reason="スマホの紛失。対面で確認").status_code == 302
        own = do(desk, town, "reset", reason="自分で")
        assert own.status_code == 422
        assert "自分のアカウントには" in own.content.decode()
        assert do(desk, town, "lock", reason="自分で").status_code == 422
    assert not Passkey.objects.exists()
    assert sanami.recovery_codes.count() == 0


def test_a_home_address_rests_encrypted_and_serves_the_check_for_relatives(desk, sanami, at):
    home = "灯台県灯台市港町2丁目5番8号"
    assert do(desk, sanami, "address", address=home).status_code == 302
    row = StaffProfile.objects.get(user=sanami)
    assert home.encode() not in bytes(row.address)
    assert home not in desk.get(f"/staff/{sanami.pk}/").content.decode()
    person = find_homes({sanami.ref})[sanami.ref]
    read = ("別姓 花子", "灯台県灯台市港町2-5-8 コーポ3")
    assert seems_related((person.name, person.address), read) == "address"
    assert do(desk, sanami, "address", address="").status_code == 302
    assert find_homes({sanami.ref}) == {}
    for leaf in Leaf.objects.filter(action="identity.staff.address_set"):
        assert "港町" not in leaf.detail


def test_the_operator_makes_appoints_locks_and_lists(town, at, capsys):
    assert madoguchi("add", "okada", "--name", "岡田 紗希") == 0
    password = capsys.readouterr().out.splitlines()[0].split()[-1]
    assert User.objects.get(login="okada").check_password(password)
    assert madoguchi("add", "okada", "--name", "岡田 紗希") == 1
    assert "taken" in capsys.readouterr().err
    assert madoguchi("appoint", "okada", "--section", "dx", "--post", "counter") == 0
    assert madoguchi("appoint", "nobody", "--section", "dx", "--post", "counter") == 1
    assert madoguchi("require-second-factor", "okada") == 0
    assert madoguchi("lock", "okada", "--reason", "退職") == 0
    assert madoguchi("end-sessions", "okada", "--reason", "退職") == 0
    assert madoguchi("reset-second-factor", "okada", "--reason", "紛失") == 0
    capsys.readouterr()
    assert madoguchi("list", "oka") == 0
    listed = capsys.readouterr().out
    assert "okada               locked      none" in listed
    assert "(dx/counter)" in listed
    assert madoguchi("unlock", "okada", "--reason", "取り消し") == 0
    assert madoguchi("set-password", "okada") == 0
    okada = User.objects.get(login="okada")
    assert okada.needs_second_factor
    assert okada.check_password(capsys.readouterr().out.split()[-1])
    leaves = list(list_by_subject(okada.ref))
    assert {leaf.actor_kind for leaf in leaves} == {"system"}
    assert {leaf.action for leaf in leaves} >= {
        "identity.staff.created",
        "organisation.staff.appointed",
        "identity.staff.second_factor_required",
        "identity.staff.locked",
        "identity.staff.sessions_ended",
        "identity.staff.second_factor_reset",
        "identity.staff.unlocked",
        "identity.staff.password_set",
    }


def seal(capsys, *more):
    words = ("kinkyu", "--tell", "denda", "--section", "dx", "--post", "chief", *more)
    assert madoguchi("break-glass", *words) == 0
    return next(
        line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("    ")
    )


def break_open(browser, passphrase, **more):
    typed = {"login": "kinkyu", "password": passphrase, "reason": "だれも入れない"}
    return browser.post("/sign-in/emergency/", typed | more)


def test_breaking_the_glass_works_for_four_hours_and_rings_every_bell(
    client, desk, town, settings, at, capsys
):
    settings.STAFF_SECOND_FACTOR = "required"
    Passkey.objects.create(user=town, name="x", credential_id=b"1", material=b"2", created_at=at)
    with clock.frozen(at):
        passphrase = seal(capsys)
        assert len(passphrase) == 39
        typed = {"login": "kinkyu", "password": passphrase}
        assert client.post("/sign-in/", typed).status_code == 422
        assert break_open(client, passphrase, reason="").status_code == 422
        assert EmergencyAccount.objects.get().opened_at is None
        opened = break_open(client, passphrase.upper().replace("-", " "))
        assert opened.status_code == 302
        page = client.get("/staff/")
        assert page.status_code == 200
        assert "緊急用アカウントが開けられました" in page.content.decode()
        # No factor of its own: it would outlive the hours.
        for path in ("/me/security/passkey/", "/me/security/app/"):
            assert client.get(path).status_code == 403
    assert madoguchi("break-glass") == 0
    assert "OPENED kinkyu" in capsys.readouterr().out
    run_worker(once=True)
    (letter,) = mail.outbox
    assert letter.to == ["denda@example.jp"]
    assert "だれも入れない" in letter.body
    with clock.frozen(at + timedelta(hours=4)):
        assert client.get("/staff/").headers["Location"].startswith("/sign-in/")
        assert break_open(client, passphrase).status_code == 422
        new = seal(capsys)
        assert new != passphrase
        assert break_open(client, passphrase).status_code == 422
        assert break_open(client, new).status_code == 302
    actions = list(Leaf.objects.values_list("action", flat=True))
    assert actions.count("identity.emergency.sealed") == 2
    assert actions.count("identity.emergency.opened") == 2
    assert actions.count("identity.emergency.refused") >= 2


def test_a_passkey_never_opens_the_emergency_account(client, town, at, capsys):
    soft = SoftKey()
    with clock.frozen(at):
        seal(capsys)
        user = User.objects.get(login="kinkyu")
        site = Site("testserver", "x", frozenset({"http://testserver"}))
        asked = ask_new(site, handle=user.pk.bytes, login="x", display_name="x")
        new = check_new(site, challenge=asked.challenge, answer=soft.create(asked.options))
        add_passkey(user=user, new=new, name="x", actor=SYSTEM, at=at)
        page = client.get("/sign-in/passkey/").content.decode()
        options = unescape(re.search(r'data-options="([^"]+)"', page)[1])
        refused = client.post("/sign-in/passkey/", {"answer": soft.get(options)})
        assert refused.status_code == 422
        assert client.get("/staff/").headers["Location"].startswith("/sign-in/")


def test_a_session_that_ran_out_is_not_shown_as_open(desk, counter, sanami, at):
    with clock.frozen(at + timedelta(minutes=20)):
        assert (
            "ログイン中の端末はありません" not in desk.get(f"/staff/{sanami.pk}/").content.decode()
        )
    with clock.frozen(at + timedelta(minutes=32)):
        assert "ログイン中の端末はありません" in desk.get(f"/staff/{sanami.pk}/").content.decode()


def test_guessing_the_passphrase_closes_the_door(client, town, at, capsys):
    with clock.frozen(at):
        passphrase = seal(capsys)
        tries = [break_open(client, "wrong-wrong") for _ in range(5)]
        assert [one.status_code for one in tries] == [422] * 5
        assert break_open(client, passphrase).status_code == 429


def test_a_persons_account_is_no_emergency_account(town, capsys):
    assert madoguchi("break-glass", "sanami") == 1
    assert "belongs to a person" in capsys.readouterr().err


def test_a_passphrase_may_be_typed_in_many_ways():
    assert clean_passphrase("K7MP 2xrt") == "k7mp-2xrt"
    assert clean_passphrase("k7mp2xrt") == "k7mp-2xrt"
    assert clean_passphrase("") == ""
    assert tell_of_emergency.name.endswith("tell_of_emergency")
