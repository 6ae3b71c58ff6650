# SPDX-License-Identifier: Apache-2.0
"""A resident files an application from the first page to the receipt."""

import pytest

from madoguchi.engines.procedures.models import Draft, DraftKey, Submission
from madoguchi.engines.procedures.tests.conftest import fill_dog

pytestmark = pytest.mark.django_db


def test_a_guest_files_and_gets_a_number_with_a_secret(install, at, facts, guest):
    install("dog-claim")
    guest.get("/procedures/dog-claim/")
    assert "申請を始める" in guest.text
    assert "狂犬病予防法第4条第1項" in guest.text
    fill_dog(guest)
    assert guest.url.endswith("/review/")
    assert "しお" in guest.text
    draft_id = guest.draft_id
    guest.post(f"/drafts/{draft_id}/send/")
    row = Submission.objects.get()
    assert row.receipt_number in guest.text
    assert "確認番号を控えてください" in guest.text
    assert [fact.body.answers["dog_name"] for fact in facts] == ["しお"]
    assert not Draft.objects.exists()
    assert not DraftKey.objects.exists()
