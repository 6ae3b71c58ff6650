# SPDX-License-Identifier: Apache-2.0
"""A procedure that asks for a card: stepped up in mid-form, nothing lost, enforced at sending."""

from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.engines.procedures.rules.content import Content, decode, encode
from madoguchi.engines.procedures.rules.proving import level_at
from madoguchi.engines.procedures.tests.conftest import AT, NAME
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.proofs import CardPerson, IdentityProof, highest, reaches
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text

PERSON = CardPerson(name="灯 あかり", address="灯台県灯台市", birth="19880412", gender="2")


class Provider:
    """Stands for the connector, whose own tests speak with a real provider."""

    level = "card"

    def begin(self, *, redirect_uri):
        return f"https://op.example/auth?redirect_uri={redirect_uri}", {"state": "s1"}

    def finish(self, *, answer, kept, redirect_uri, at):
        if answer.get("state") != kept["state"] or "code" not in answer:
            raise Refusal(text("本人確認を中止しました。", "Cancelled."))
        return IdentityProof(level="card", method="jpki_app", at=at, subject="p1", person=PERSON)


@pytest.fixture
def card(settings, install):
    """A portal with a provider, and a procedure that asks for it."""
    settings.CARD_PROVER = Provider
    install("dog-claim", identity="card")


def hold_card(citizen, query="code=c&state=s1"):
    """Press the link, hold the card, come back and go on."""
    draft = citizen.draft_id
    out = citizen.client.get(f"/drafts/{draft}/card/prove/")
    assert out["Location"].startswith("https://op.example/auth?")
    citizen.get(f"/accounts/card/return/?{query}")
    return draft


@pytest.mark.django_db
def test_the_start_explains_the_card_and_it_may_wait(card, guest, at):
    guest.get("/procedures/dog-claim/")
    assert "マイナンバーカードで本人確認をします" in guest.text
    guest.start("dog-claim")
    assert guest.url.endswith("/card/")
    assert "あとで" in guest.text


@pytest.mark.django_db
def test_without_a_provider_people_are_told_of_the_counter(install, guest, at, settings):
    settings.CARD_PROVER = None
    install("dog-claim", identity="card")
    guest.get("/procedures/dog-claim/")
    assert "窓口でお受けしています" in guest.text


def fill_without_card(guest):
    guest.start("dog-claim")
    guest.get(f"/drafts/{guest.draft_id}/")
    guest.answer(**{key.replace(".", "__"): value for key, value in NAME.items()}, phone="090-0000-1125")  # fmt: skip
    guest.answer(dog_name="しお", born__era="令和", born__year="7", born__month="3", born__day="2", chipped="no")  # fmt: skip
    return guest.answer()


@pytest.mark.django_db
def test_sending_without_a_card_leads_to_the_card_and_loses_nothing(card, guest, facts, at):
    fill_without_card(guest)
    assert "カードで本人確認をする" in guest.text
    assert "この内容で申請する" not in guest.text
    draft = guest.draft_id
    guest.post(f"/drafts/{draft}/send/")
    assert guest.url.endswith(f"/drafts/{draft}/card/")
    assert facts == []
    hold_card(guest)
    assert "カードで本人確認ができました" in guest.text
    guest.get(f"/drafts/{draft}/card/")
    assert "灯 あかり" in guest.text
    guest.get(f"/drafts/{draft}/review/")
    assert "しお" in guest.text
    guest.post(f"/drafts/{draft}/send/")
    body = facts[0].body
    assert (body.identity, body.proof.method, body.proof.at) == ("card", "jpki_app", AT)
    assert body.provenance["name"].source == "card"
    assert body.provenance["phone"].source == "typed"


@pytest.mark.django_db
def test_a_card_held_first_fills_the_name(card, guest, at):
    guest.start("dog-claim")
    draft = hold_card(guest)
    guest.get(f"/drafts/{draft}/card/")
    guest.get(f"/drafts/{draft}/")
    assert 'value="灯"' in guest.html
    assert 'value="あかり"' in guest.html


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["error=access_denied&state=s1", "code=c&state=other", ""])
def test_what_proves_nothing_changes_nothing_and_shows_the_way_back(card, guest, at, query):
    guest.start("dog-claim")
    draft = hold_card(guest, query)
    assert "本人確認が終わっていません" in guest.text
    assert f"/drafts/{draft}/card/" in guest.html
    guest.get(f"/drafts/{draft}/card/")
    assert "カードで本人確認をする" in guest.text


@pytest.mark.django_db
def test_an_answer_in_another_browser_proves_nothing(card, guest, at):
    guest.start("dog-claim")
    guest.client.get(f"/drafts/{guest.draft_id}/card/prove/")
    stranger = Client().get("/accounts/card/return/?code=c&state=s1")
    assert stranger.status_code == 422
    assert "card_proved" not in stranger.cookies


@pytest.mark.django_db
def test_a_proof_for_one_draft_is_none_for_another(card, guest, at):
    guest.start("dog-claim")
    hold_card(guest)
    guest.start("dog-claim")
    guest.get(f"/drafts/{guest.draft_id}/card/")
    assert "カードで本人確認をする" in guest.text


@pytest.mark.django_db
def test_a_proof_of_the_day_before_yesterday_does_not_send(card, guest, facts, at):
    fill_without_card(guest)
    draft = hold_card(guest)
    guest.get(f"/drafts/{draft}/card/")
    with frozen(AT + timedelta(hours=25)):
        guest.post(f"/drafts/{draft}/send/")
    assert guest.url.endswith(f"/drafts/{draft}/card/")
    assert facts == []


def test_levels_are_ordered_and_unknown_words_reach_nothing():
    assert reaches("signed", "card")
    assert reaches("card", "card")
    assert not reaches("email", "card")
    assert not reaches("root", "none")
    assert not reaches("signed", "root")
    assert highest("email", "card", "none") == "card"
    assert highest("root") == "none"


def test_a_draft_of_before_opens_and_a_proof_survives_encoding():
    old = encode(Content()).replace(b',"proof":null', b"").replace(b',"signature":null', b"")
    old = old.replace(b',"corporate":null', b"")
    assert decode(old).proof is None
    proof = IdentityProof(level="card", method="jpki_app", at=AT, subject="p1", person=PERSON)
    kept = decode(encode(Content(proof=proof)))
    assert kept.proof == proof
    assert level_at(kept, "none", AT) == "card"
    assert level_at(kept, "email", AT + timedelta(hours=25)) == "email"
    assert level_at(kept, "none", AT - timedelta(hours=1)) == "none"
