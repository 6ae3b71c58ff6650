# SPDX-License-Identifier: Apache-2.0
"""The clerk sees how sure the city is of the applicant, by which method and when."""

import pytest

from madoguchi.engines.cases.api import open_case
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.models.content import CaseContent
from madoguchi.engines.cases.tests.town import MONDAY, application
from madoguchi.kernel.proofs import CardPerson, IdentityProof

pytestmark = pytest.mark.django_db
PERSON = CardPerson(name="灯 あかり", address="灯台県灯台市灯川東", birth="19880412", gender="2")
PROOF = IdentityProof(level="card", method="jpki_app", at=MONDAY, subject="p-71", person=PERSON)


@pytest.fixture
def as_sanami(client, town_hall):
    client.force_login(town_hall["sanami"])
    return client


def open_with(**changes):
    sent = application(**changes)
    open_case(application=sent, at=MONDAY)
    return Case.objects.get(submission_id=sent.submission_id)


def test_the_level_the_method_and_the_time_are_shown(town_hall, as_sanami):
    case = open_with(identity="card", proof=PROOF)
    page = as_sanami.get(f"/cases/{case.number}/").content.decode()
    for words in ("本人確認", "マイナンバーカード", "デジタル認証アプリ", "2026/", "1988/04/12"):
        assert words in page
    assert "p-71" not in page


def test_without_a_card_no_card_is_shown(town_hall, as_sanami):
    case = open_with()
    page = as_sanami.get(f"/cases/{case.number}/").content.decode()
    assert "メールアドレス" in page
    assert "デジタル認証アプリ" not in page


def test_a_level_that_nobody_knows_is_shown_as_unchecked(town_hall, as_sanami):
    case = open_with(identity="royal")
    assert "確認なし" in as_sanami.get(f"/cases/{case.number}/").content.decode()


def test_the_proof_rests_encrypted_and_outlives_a_correction(town_hall):
    content = CaseContent.objects.get(case=open_with(identity="card", proof=PROOF))
    assert "灯川東".encode() not in bytes(content.sealed)
    content.put(answers={}, provenance={})
    content.save()
    kept = CaseContent.objects.get(pk=content.pk)
    assert IdentityProof.model_validate(kept.proof) == PROOF
    assert kept.answers == {}
