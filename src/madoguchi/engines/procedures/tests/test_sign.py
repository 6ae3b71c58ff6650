# SPDX-License-Identifier: Apache-2.0
"""A procedure that asks for a signature: signed over exactly what is filed, void after any change."""

from base64 import b64encode
from datetime import timedelta

import pytest

from madoguchi.engines.procedures.tests.conftest import AT, NAME
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.proofs import FormSignature
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.signed_form import signed_form
from madoguchi.kernel.texts import text


class Provider:
    """Stands for the connector, whose own tests speak with a real provider."""

    digests: list[bytes] = []  # noqa: RUF012 - what it was asked to sign

    def begin_signing(self, *, digest, redirect_uri, at):
        self.digests.append(digest)
        return f"https://op.example/auth?{redirect_uri}", {"state": "s1", "digest": digest.hex()}

    def finish_signing(self, *, answer, kept, redirect_uri, at):
        if answer.get("state") != kept["state"] or "code" not in answer:
            raise Refusal(text("中止しました。", "Cancelled."))
        return FormSignature(
            method="jpki_app",
            at=at,
            digest=kept["digest"],
            signature=b64encode(b"s" * 256).decode(),
            certificate=b64encode(bytes(range(256)) * 9).decode(),
        )


@pytest.fixture
def signer(settings, install):
    settings.CARD_PROVER = Provider
    Provider.digests.clear()
    install("dog-claim", identity="signed")


def fill(guest):
    guest.start("dog-claim")
    guest.get(f"/drafts/{guest.draft_id}/")
    guest.answer(**{key.replace(".", "__"): value for key, value in NAME.items()}, phone="090-0000-1125")  # fmt: skip
    guest.answer(dog_name="しお", born__era="令和", born__year="7", born__month="3", born__day="2", chipped="no")  # fmt: skip
    guest.answer()
    return guest.draft_id


def sign(guest, draft, query="code=c&state=s1"):
    out = guest.client.get(f"/drafts/{draft}/sign/go/")
    assert out["Location"].startswith("https://op.example/auth?")
    guest.get(f"/accounts/card/return/?{query}")
    guest.get(f"/drafts/{draft}/sign/")


@pytest.mark.django_db
def test_what_is_signed_is_shown_and_is_what_arrives(signer, guest, facts, at):
    guest.get("/procedures/dog-claim/")
    assert "署名用パスワード" in guest.text
    assert "紙の申請書" in guest.text
    draft = fill(guest)
    assert "電子署名に進む" in guest.text
    assert "この内容で申請する" not in guest.text
    guest.get(f"/drafts/{draft}/sign/")
    assert "しお" in guest.text
    assert "madoguchi-signed-application/1" in guest.text
    sign(guest, draft)
    assert Provider.digests[0].hex() in guest.client.get(f"/drafts/{draft}/sign/").content.decode()
    guest.get(f"/drafts/{draft}/review/")
    assert "電子署名が済んでいます" in guest.text
    guest.post(f"/drafts/{draft}/send/")
    body = facts[0].body
    assert (body.identity, body.signature.digest) == ("signed", Provider.digests[0].hex())
    made = signed_form(
        draft_id=body.draft_id,
        procedure_id=body.procedure_id,
        revision=body.revision,
        answers=body.answers,
        files=body.files,
    )
    assert made.digest == Provider.digests[0]


@pytest.mark.django_db
def test_a_change_after_signing_makes_it_void_and_loses_nothing(signer, guest, facts, at):
    draft = fill(guest)
    sign(guest, draft)
    guest.get(f"/drafts/{draft}/step/dogs/")
    guest.answer(dog_name="なみ", born__era="令和", born__year="7", born__month="3", born__day="2", chipped="no")  # fmt: skip
    guest.get(f"/drafts/{draft}/review/")
    assert "もう一度、電子署名をしてください" in guest.text
    assert "なみ" in guest.text
    guest.post(f"/drafts/{draft}/send/")
    assert facts == []
    assert guest.url.endswith(f"/drafts/{draft}/sign/")
    sign(guest, draft)
    guest.post(f"/drafts/{draft}/send/")
    assert facts[0].body.signature.digest == Provider.digests[1].hex() != Provider.digests[0].hex()


@pytest.mark.django_db
def test_changing_back_makes_the_signature_hold_again(signer, guest, facts, at):
    draft = fill(guest)
    sign(guest, draft)
    for name in ("なみ", "しお"):
        guest.get(f"/drafts/{draft}/step/dogs/")
        guest.answer(dog_name=name, born__era="令和", born__year="7", born__month="3", born__day="2", chipped="no")  # fmt: skip
    guest.post(f"/drafts/{draft}/send/")
    assert facts[0].body.signature.digest == Provider.digests[0].hex()


@pytest.mark.django_db
def test_an_unfinished_form_cannot_be_signed(signer, guest, at):
    guest.start("dog-claim")
    guest.get(f"/drafts/{guest.draft_id}/sign/go/")
    assert guest.url.endswith("/review/")
    assert Provider.digests == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["error=access_denied&state=s1", "code=c&state=other"])
def test_stopping_at_the_phone_leaves_everything_to_sign(signer, guest, facts, at, query):
    draft = fill(guest)
    sign(guest, draft, query)
    assert "マイナンバーカードで電子署名をします" in guest.text
    guest.post(f"/drafts/{draft}/send/")
    assert facts == []


@pytest.mark.django_db
def test_a_signature_of_the_day_before_yesterday_does_not_send(signer, guest, facts, at):
    draft = fill(guest)
    sign(guest, draft)
    with frozen(AT + timedelta(hours=25)):
        guest.post(f"/drafts/{draft}/send/")
    assert facts == []


@pytest.mark.django_db
def test_a_signature_for_one_draft_is_none_for_another(signer, guest, facts, at):
    first = fill(guest)
    guest.client.get(f"/drafts/{first}/sign/go/")
    guest.get("/accounts/card/return/?code=c&state=s1")
    second = fill(guest)
    guest.get(f"/drafts/{second}/sign/")
    guest.post(f"/drafts/{second}/send/")
    assert facts == []


@pytest.mark.django_db
def test_without_a_provider_the_counter_is_named(install, guest, at, settings):
    settings.CARD_PROVER = None
    install("dog-claim", identity="signed")
    guest.get("/procedures/dog-claim/")
    assert "窓口でお受けしています" in guest.text
    assert guest.client.post("/procedures/dog-claim/start/").status_code == 403
