# SPDX-License-Identifier: Apache-2.0
"""A procedure that asks a corporation for GビズID: stepped up in mid-form, enforced at sending."""

from datetime import timedelta

import pytest

from madoguchi.engines.procedures.tests.conftest import AT
from madoguchi.engines.procedures.tests.test_card import fill_without_card
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.proofs import CorporateProof
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text


class Provider:
    """Stands for the connector, whose own tests speak with a real provider."""

    kind = "prime"

    def begin(self, *, redirect_uri):
        return f"https://biz.example/auth?redirect_uri={redirect_uri}", {"state": "s1"}

    def finish(self, *, answer, kept, redirect_uri, at):
        if answer.get("state") != kept["state"] or "code" not in answer:
            raise Refusal(text("GビズIDでの確認を中止しました。", "Cancelled."))
        return CorporateProof(
            method="gbizid", at=at, subject="p1", kind=self.kind, number="5000000000202",
            name="有限会社みさき製網", representative="濵﨑 髙志",
        )  # fmt: skip


class EntryProvider(Provider):
    kind = "entry"


@pytest.fixture
def business(settings, install):
    settings.CORPORATE_PROVER = Provider
    install("dog-claim", corporate={"least": "member"})


def sign_in(citizen, query="code=c&state=s1"):
    draft = citizen.draft_id
    out = citizen.client.get(f"/drafts/{draft}/business/go/")
    assert out["Location"].startswith("https://biz.example/auth?")
    citizen.get(f"/accounts/business/return/?{query}")
    return draft


@pytest.mark.django_db
def test_sending_without_gbizid_leads_there_and_loses_nothing(business, guest, facts, at):
    fill_without_card(guest)
    draft = guest.draft_id
    guest.post(f"/drafts/{draft}/send/")
    assert guest.url.endswith(f"/drafts/{draft}/business/")
    assert facts == []
    sign_in(guest)
    guest.get(f"/drafts/{draft}/business/")
    assert "有限会社みさき製網" in guest.text
    guest.get(f"/drafts/{draft}/review/")
    assert "しお" in guest.text
    guest.post(f"/drafts/{draft}/send/")
    [fact] = facts
    assert fact.body.corporate.number == "5000000000202"
    assert fact.body.corporate.at == AT


@pytest.mark.django_db
def test_an_entry_account_is_told_to_be_too_weak(settings, business, guest, facts, at):
    settings.CORPORATE_PROVER = EntryProvider
    fill_without_card(guest)
    draft = sign_in(guest)
    guest.get(f"/drafts/{draft}/business/")
    assert "このアカウントの種類では、この手続きができません" in guest.text
    guest.post(f"/drafts/{draft}/send/")
    assert facts == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["error=access_denied&state=s1", "code=c&state=other", ""])
def test_what_proves_nothing_changes_nothing(business, guest, at, query):
    guest.start("dog-claim")
    draft = sign_in(guest, query)
    guest.get(f"/drafts/{draft}/business/")
    assert "GビズIDで会社・団体を確認します" in guest.text


@pytest.mark.django_db
def test_a_proof_of_the_day_before_does_not_send(business, guest, facts, at):
    fill_without_card(guest)
    draft = sign_in(guest)
    guest.get(f"/drafts/{draft}/business/")
    with frozen(AT + timedelta(hours=25)):
        guest.post(f"/drafts/{draft}/send/")
        assert "24時間が過ぎました" in guest.text
    assert facts == []


@pytest.mark.django_db
def test_a_city_without_gbizid_names_the_counter(settings, business, guest, at):
    settings.CORPORATE_PROVER = None
    guest.start("dog-claim")
    guest.get(f"/drafts/{guest.draft_id}/business/go/")
    assert "登記事項証明書" in guest.text
