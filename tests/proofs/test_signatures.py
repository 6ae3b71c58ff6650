# SPDX-License-Identifier: Apache-2.0
"""The office verifies the signature itself, over the values that it opened, and never says too much."""

import os
from base64 import b64encode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError, transaction

if os.environ.get("MADOGUCHI_ZONE") != "office":
    pytest.skip("signatures are verified in the office", allow_module_level=True)

from madoguchi.connectors.jpki_certificates.judge import Answers, Judge
from madoguchi.connectors.jpki_certificates.reading import TEST_SIGNATURE_POLICIES, Policies
from madoguchi.connectors.jpki_certificates.twin.authority import Authority, new_key, utf8
from madoguchi.connectors.jpki_certificates.twin.folder import SIGNATURE_POLICY
from madoguchi.engines.cases.api import open_case
from madoguchi.engines.cases.commands.check_proof import NothingToCheck, check_proof
from madoguchi.engines.cases.jobs import ask_again_about_proofs
from madoguchi.engines.cases.models import Case, ProofCheck
from madoguchi.engines.cases.ports import use_judge
from madoguchi.engines.cases.rules.comparing import compare_address, compare_birth, compare_name
from madoguchi.engines.cases.tests.conftest import alone, at, town_hall
from madoguchi.engines.cases.tests.town import ANSWERS, MONDAY, application
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.proofs import FormSignature
from madoguchi.kernel.signed_form import signed_form
from madoguchi.platform.audit.models import Leaf

pytestmark = pytest.mark.django_db
__all__ = ["alone", "at", "town_hall"]
ISSUED = MONDAY - timedelta(days=30)
TOLD = {1: "灯 あかり", 3: "2", 4: "319880412", 5: "灯台県灯台市灯川東二丁目8番5号 あかつき荘 201"}


class Service:
    """A revocation service in this process; the socket has tests of its own."""

    def __init__(self, authority):
        self.authority, self.at, self.away = authority, MONDAY, True

    def ask(self, certificate, issuer):
        return Answers() if self.away else Answers(self.authority.answer(certificate, at=self.at))


@pytest.fixture(scope="module")
def authority():
    return Authority(ISSUED)


@pytest.fixture
def service(authority):
    authority.revoked.clear()
    made = Service(authority)
    use_judge(Judge([authority.issuer], Policies(signature=TEST_SIGNATURE_POLICIES), made))
    yield made
    use_judge(None)


def sign(sent, authority, *, days=365, told=TOLD, policy=SIGNATURE_POLICY):
    """The application with a signature by a card of the authority."""
    key = new_key()
    card = authority.issue((policy,), {n: utf8(v) for n, v in told.items()}, key=key, days=days)
    form = signed_form(
        draft_id=sent.draft_id,
        procedure_id=sent.procedure_id,
        revision=sent.revision,
        answers=sent.answers,
        files=sent.files,
    )
    signature = FormSignature(
        method="jpki_app",
        at=sent.submitted_at - timedelta(minutes=2),
        digest=form.digest_hex,
        signature=b64encode(key.sign(form.form, PKCS1v15(), SHA256())).decode(),
        certificate=b64encode(card.public_bytes(Encoding.DER)).decode(),
    )
    return sent.model_copy(update={"signature": signature, "identity": "signed"}), card


def opened(sent):
    open_case(application=sent, at=MONDAY)
    return Case.objects.select_related("content").get(submission_id=sent.submission_id)


@pytest.fixture
def signed(town_hall, authority, service):
    return sign(application(draft_id=new_id()), authority)


def test_without_a_revocation_answer_it_is_unconfirmed(signed, client, town_hall):
    case = opened(signed[0])
    assert case.proof_state == "unconfirmed"
    client.force_login(town_hall["sanami"])
    page = client.get(f"/cases/{case.number}/").content.decode()
    for words in (
        "本人確認は未確認です",
        "失効は未確認です",
        "届いた内容と同じ",
        "失効をもう一度確かめる",
    ):
        assert words in page
    assert "失効していない(" not in page


def test_an_answer_confirms_it_and_is_written_down(signed, service, client, town_hall):
    case = opened(signed[0])
    service.away = False
    client.force_login(town_hall["sanami"])
    with frozen(MONDAY):
        client.post(f"/cases/{case.number}/do/proof/")
        page = client.get(f"/cases/{case.number}/").content.decode()
    assert Case.objects.get(id=case.id).proof_state == "held"
    assert "本人確認が取れています" in page
    assert "失効していない(OCSP" in page
    assert [one.reason for one in case.proof_checks.all()] == ["good", "unasked"]
    leaf = Leaf.objects.filter(action="cases.proof_checked").latest("id")
    assert "灯" not in str(leaf.body)


def test_a_value_changed_on_the_way_is_seen_and_no_certificate_heals_it(signed, service):
    sent = signed[0]
    changed = sent.model_copy(update={"answers": ANSWERS | {"phone": "090-0000-6666"}})
    case = opened(changed)
    service.away = False
    assert case.proof_state == "failed"
    assert check_proof(case_id=case.id, actor=SYSTEM, at=MONDAY).reason == "form_differs"
    assert Case.objects.get(id=case.id).proof_state == "failed"


@pytest.mark.parametrize("what", ["draft_id", "signature"])
def test_a_missing_part_fails_and_the_case_is_opened_all_the_same(signed, what, town_hall, client):
    case = opened(signed[0].model_copy(update={what: None, "identity": "signed"}))
    assert case.state == "received"
    assert case.proof_state == ("failed" if what == "draft_id" else "")


def test_a_revoked_card_fails_and_one_revoked_later_is_said_so(signed, service, authority):
    sent, card = signed
    case = opened(sent)
    service.away = False
    authority.revoked.add(card.serial_number)
    service.at = MONDAY - timedelta(minutes=4)
    assert check_proof(case_id=case.id, actor=SYSTEM, at=MONDAY).reason == "revoked"
    service.at = MONDAY + timedelta(minutes=1)
    check = check_proof(case_id=case.id, actor=SYSTEM, at=MONDAY + timedelta(minutes=2))
    assert (check.state, check.reason) == ("unconfirmed", "revoked_later")


def test_an_expired_an_untrusted_and_a_wrong_kind_fail(town_hall, authority, service):
    sent = application(draft_id=new_id())
    assert opened(sign(sent, authority, days=1)[0]).proof_state == "failed"
    stranger = Authority(ISSUED)
    sent = application(draft_id=new_id())
    assert opened(sign(sent, stranger)[0]).proof_checks.get().reason == "untrusted"
    sent = application(draft_id=new_id())
    other = sign(sent, authority, policy="1.2.392.200149.8.5.1.3.30")[0]
    assert opened(other).proof_checks.get().reason == "unreadable"


def test_without_a_judge_nothing_is_claimed(signed):
    use_judge(None)
    case = opened(signed[0])
    assert (case.proof_state, case.proof_checks.get().reason) == ("unconfirmed", "off")


def test_waiting_cases_are_asked_about_again(signed, service):
    case = opened(signed[0])
    with frozen(MONDAY + timedelta(hours=1)):
        assert ask_again_about_proofs.call() == 1
    with frozen(MONDAY + timedelta(days=9)):
        assert ask_again_about_proofs.call() == 0
    assert case.proof_checks.count() == 1


def test_a_case_without_a_signature_has_nothing_to_check(town_hall):
    case = opened(application())
    with pytest.raises(NothingToCheck):
        check_proof(case_id=case.id, actor=SYSTEM, at=MONDAY)


def test_the_database_takes_no_good_without_an_answer(signed):
    case = opened(signed[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        ProofCheck.objects.create(
            case=case, kind="identity", state="held", reason="good", checked_at=MONDAY
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(id=case.id).update(proof_state="verified")


def test_the_signed_form_and_certificate_rest_encrypted(signed):
    case = opened(signed[0])
    assert b"madoguchi-signed-application" not in bytes(case.content.sealed)
    assert case.content.signature["form"].startswith('{"answers"')


@pytest.mark.parametrize(
    ("certificate", "family", "likeness"),
    [("髙橋 あかり", "髙橋", "same"), ("高橋 あかり", "髙橋", "variant"), ("灯 あかり", "髙橋", "differs"), ("", "髙橋", "unknown")],
)  # fmt: skip
def test_names_are_compared_with_their_variants(certificate, family, likeness):
    found = compare_name(certificate, {"family": family, "given": "あかり"})
    assert found.likeness == likeness


def test_births_and_addresses_are_compared():
    birth = ANSWERS["birth"]
    on = MONDAY.date().replace(year=1988, month=4, day=12)
    assert compare_birth(on, "昭和63年4月12日", birth).likeness == "same"
    assert compare_birth(None, "昭和15年3月日不詳", birth).likeness == "unknown"
    assert compare_birth(on.replace(day=13), "", birth).likeness == "differs"
    home = ANSWERS["address"]
    assert compare_address(TOLD[5], home).likeness == "same"
    assert compare_address("灯台県灯台市灯川東2-8-5", home).likeness == "variant"
    assert compare_address("灯台県灯台市港町三丁目4番1号", home).likeness == "differs"
