# SPDX-License-Identifier: Apache-2.0
"""Once typed, offered again: agreed to before sending, put in when asked, gone when withdrawn."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from madoguchi.engines.procedures.commands import change_profile as change
from madoguchi.engines.procedures.models import Draft, Profile
from madoguchi.engines.procedures.queries.profile import open_profile
from madoguchi.engines.procedures.rules.profile import Answered, Origin
from madoguchi.engines.procedures.rules.profile_refusals import ProfileLocked
from madoguchi.engines.procedures.tests.conftest import AT, Citizen
from madoguchi.kernel.actors import GUEST
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.crypto.envelope import decrypt_with, encrypt_with

CANARY = "灯台県灯台市鵺鷽籠鵤一丁目"
ME = {"name.family": "灯", "name.given": "あかり", "name.family_kana": "トモシビ", "name.given_kana": "アカリ",
      "home.postcode": "000-1125", "home.town": CANARY, "home.block": "1-2-3", "phone": "090-0000-1125"}  # fmt: skip
CHILD = {"child_name.family": "灯", "child_name.given": "なぎ", "child_name.family_kana": "トモシビ", "child_name.given_kana": "ナギ",
         "child_birth.era": "令和", "child_birth.year": "2", "child_birth.month": "1", "child_birth.day": "2"}  # fmt: skip
BANK = {"account.bank_code": "0001", "account.branch_code": "001", "account.kind": "ordinary",
        "account.number": "1234567", "account.holder_kana": "トモシビ アカリ"}  # fmt: skip


def press(citizen, fields, button="next", value="1"):
    data = dict(fields)
    for name in ("seen", "asked", "back"):
        if citizen.hidden(name):
            data[name] = citizen.hidden(name)
    return citizen.post(citizen.url.split("#")[0], data | {button: value})


def fill_family(citizen, me=ME):
    citizen.start("family")
    press(citizen, me)
    press_child(citizen, 0)
    citizen.get(f"/drafts/{citizen.draft_id}/step/children/")
    press(citizen, {})
    press(citizen, BANK)
    return citizen


def press_child(citizen, number):
    citizen.get(f"/drafts/{citizen.draft_id}/step/children/{number}/")
    press(citizen, CHILD)


def send(citizen, *purposes):
    return citizen.post(f"/drafts/{citizen.draft_id}/send/", {"keep": list(purposes)})


@pytest.fixture
def kept(install, akari, facts):
    """Akari has filed once and let everything be kept."""
    install("family")
    fill_family(akari)
    send(akari, "self", "household", "bank")
    return akari


def test_it_is_asked_before_sending_and_off_until_ticked(install, akari, facts):
    install("family")
    fill_family(akari)
    assert "次の申請のために控えておきますか" in akari.text
    assert "お子さん 1人" in akari.text
    assert 'value="self" checked' not in akari.html
    send(akari)
    assert "/receipt/" in akari.url
    assert not Profile.objects.exists()


def test_a_guest_is_not_asked(install, guest, facts):
    install("family")
    fill_family(guest)
    assert "控えておきますか" not in guest.text
    guest.post(f"/drafts/{guest.draft_id}/send/", {"keep": ["self"]})
    assert "/receipt/" in guest.url
    assert not Profile.objects.exists()


def test_an_earlier_answer_is_offered_and_never_put_in_unasked(kept, facts):
    assert "控えました" in kept.text
    kept.start("family")
    assert "前の申請の内容を使えます" in kept.text
    assert "2026年11月の「家族の届出」から" in kept.text
    assert 'value="灯"' not in kept.html
    name_key = re.search(r'name="use" value="([0-9a-f]{32}:name)"', kept.html)[1]
    press(kept, {"phone": "080-1111-2222"}, "use", name_key)
    assert 'value="灯"' in kept.html
    assert 'value="080-1111-2222"' in kept.html, "what was typed beside it stays"
    assert CANARY in kept.text, "the address is still only offered"
    press(kept, {"phone": "080-1111-2222"}, "use", "all")
    assert f'value="{CANARY}"' in kept.html


def test_where_it_came_from_travels_with_the_application(kept, facts):
    kept.start("family")
    press(kept, {"phone": "080-1111-2222"}, "use", "all")
    fields = ME | {"phone": "080-1111-2222", "home.block": "9-9-9"}
    press(kept, fields)
    kept.get(f"/drafts/{kept.draft_id}/step/children/0/")
    press(kept, {}, "use", "all")
    press(kept, CHILD)
    kept.get(f"/drafts/{kept.draft_id}/step/children/")
    press(kept, {})
    press(kept, {})
    send(kept)
    body = facts[-1].body
    name = body.provenance["name"]
    assert name.source == "earlier_case"
    assert name.at.astimezone().date() in {date(2026, 11, 8), date(2026, 11, 9)}
    assert "家族の届出" in name.note
    assert "R8-" in name.note
    assert body.provenance["home"].source == "typed", "changed after it was taken over"
    assert body.provenance["phone"].source == "typed"
    assert body.provenance["children.0.child_name"].source == "earlier_case"


def test_a_child_is_taken_over_whole(kept, facts):
    kept.start("family")
    press(kept, ME)
    kept.get(f"/drafts/{kept.draft_id}/step/children/0/")
    assert "灯 なぎ" in kept.text
    press(kept, {}, "use", "all")
    assert 'name="child_name.given"' in kept.html
    assert 'value="なぎ"' in kept.html
    assert 'value="ナギ"' in kept.html
    press(kept, CHILD)
    kept.get(f"/drafts/{kept.draft_id}/step/children/1/")
    assert "前の申請の内容を使えます" not in kept.text, "the child stands in the first item already"


def test_nobody_else_is_offered_it(kept, install, db):
    other = Citizen(Client())
    other.start("family")
    assert "前の申請の内容を使えます" not in other.text
    press(other, {}, "use", "all")
    assert CANARY not in other.html


def test_the_page_shows_edits_and_removes(kept):
    kept.get("/mine/profile/")
    for words in ("灯 あかり", "灯 なぎ", CANARY, "2026年11月の「家族の届出」から", "口座"):
        assert words in kept.text
    link = next(
        part.split('"')[0]
        for part in kept.html.split('href="')
        if "/mine/profile/" in part and part.split('"')[0].endswith("applicant.phone/")
    )
    kept.get(link)
    assert 'value="090-0000-1125"' in kept.html
    wrong = {"kept_value": "12", "seen": kept.hidden("seen")}
    kept.post(link, wrong)
    assert kept.response.status_code == 422
    assert 'value="12"' in kept.html
    seen = kept.hidden("seen")
    kept.post(link, {"kept_value": "080-1111-2222", "seen": seen})
    assert "080-1111-2222" in kept.text
    assert "2026年11月にご自分で直した内容" in kept.text
    stale = kept.client.post(link, {"kept_value": "070-3333-4444", "seen": seen})
    assert stale.status_code == 409
    assert "070-3333-4444" in stale.content.decode(), "what was typed is not lost"
    assert "080-1111-2222" in stale.content.decode()
    person = link.split("/")[3]
    kept.post("/mine/profile/", {"person": person, "fact": "applicant.phone"})
    assert "080-1111-2222" not in kept.text
    assert kept.client.get(link).status_code == 404
    kept.post("/mine/profile/", {"withdraw": "household"})
    assert "なぎ" not in kept.text
    kept.post("/mine/profile/", {"forget": "1"})
    assert not Profile.objects.exists()
    assert "控えている内容はありません" in kept.text


def test_consent_that_stands_is_shown_and_ticked_again(kept):
    fill_family(kept)
    assert 'value="self" checked' in kept.html
    assert 'value="business"' not in kept.html


def test_nothing_readable_rests_on_the_portal(kept, akari):
    kept.start("family")
    press(kept, {}, "use", "all")
    rows = [bytes(one) for one in Profile.objects.values_list("ciphertext", flat=True)]
    rows += [bytes(one) for one in Draft.objects.values_list("ciphertext", flat=True)]
    leaves = "".join(leaf.detail + leaf.purpose for leaf in Leaf.objects.all())
    for word in (CANARY, "なぎ", "090-0000-1125", "1234567"):
        assert all(word.encode() not in row for row in rows)
        assert json.dumps(word)[1:-1].encode() not in b"".join(rows)
        assert word not in leaves
    assert Leaf.objects.filter(action="procedures.profile.kept").count() == 1


class Keeper:
    """Somebody with a key, without a browser."""

    def __init__(self, key=b"k" * 32, ref="identity:11111111-1111-7111-8111-111111111111"):
        self.key, self.ref = key, ref

    def close(self, plain):
        return encrypt_with(self.key, plain, aad=b"x")

    def open(self, closed):
        return decrypt_with(self.key, closed, aad=b"x")


ORIGIN = Origin(kind="filed", on=date(2026, 4, 1))


def keep_phone(keeper, fact, value):
    return change.keep_answers(
        keeper=keeper,
        found=[Answered("self", {fact: ("phone" if "phone" in fact else "email", value)})],
        purposes=["self"],
        origin=ORIGIN,
        actor=GUEST,
        at=AT,
    )


@pytest.mark.django_db
def test_a_key_that_was_replaced_locks_what_was_kept_and_new_answers_make_room():
    old, new = Keeper(), Keeper(key=b"n" * 32)
    keep_phone(old, "applicant.phone", "1")
    assert open_profile(new).locked
    with pytest.raises(ProfileLocked):
        change.remove_person(keeper=new, person="x", actor=GUEST, at=AT)
    keep_phone(new, "applicant.phone", "2")
    assert open_profile(new).profile.persons[0].values["applicant.phone"].value == "2"


@pytest.mark.django_db
def test_the_last_value_takes_the_row_with_it_unless_consent_stands():
    keeper = Keeper()
    keep_phone(keeper, "applicant.phone", "1")
    change.withdraw_consent(keeper=keeper, purpose="self", actor=GUEST, at=AT)
    assert not Profile.objects.exists()
    change.withdraw_consent(keeper=keeper, purpose="self", actor=GUEST, at=AT)
    assert not change.forget_profile(account=keeper.ref, actor=GUEST, at=AT)


@pytest.mark.django_db
def test_the_database_refuses_a_profile_without_end():
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.create(
            account="x", ciphertext=b"x" * (Profile.MOST_CLOSED + 1), saved_at=AT
        )


@pytest.mark.django_db(transaction=True)
def test_tabs_that_save_at_once_lose_nothing():
    keeper = Keeper()

    def tab(number):
        try:
            kind = ("applicant.phone", "applicant.email")[number % 2]
            change.keep_answers(
                keeper=keeper,
                found=[
                    Answered("self", {kind: ("phone" if number % 2 == 0 else "email", f"v{number}")}),
                    Answered("child", {"child.name": ("person_name", {"family": "灯", "given": f"子{number}"})}),
                ],
                purposes=["self", "household"], origin=ORIGIN, actor=GUEST, at=AT,
            )  # fmt: skip
        finally:
            connections.close_all()

    workers = 4
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(tab, range(workers)))
    profile = open_profile(keeper).profile
    children = [one for one in profile.persons if one.kind == "child"]
    assert len(children) == workers, connection.vendor
    assert profile.count == workers + 2
    assert Profile.objects.get().version == workers
