# SPDX-License-Identifier: Apache-2.0
"""A request for correction is answered by a person with reasons; an erased account is not written to."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from madoguchi.engines.cases.api import answer_amendment, receive_account_left, receive_amendment
from madoguchi.engines.cases.commands.answer_amendment import AnsweredBefore, OutcomeMissing
from madoguchi.engines.cases.commands.receive_correction import UnknownSubmission
from madoguchi.engines.cases.commands.write_note import NothingWritten
from madoguchi.engines.cases.events import MessageWritten
from madoguchi.engines.cases.models import Amendment, Case
from madoguchi.engines.cases.tests.test_own_data import ask
from madoguchi.engines.cases.tests.test_pages import signed_in
from madoguchi.kernel.application import LEFT_INFO, AccountLeft, left_message
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.own_data import AmendmentRequest
from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.possession import prove


def request_of(case, at, **changes):
    values = {
        "request_id": new_id(),
        "submission_id": case.submission_id,
        "asked_at": at,
        "step": "person",
        "question": "phone",
        "former": "090-0000-1125",
        "wanted": "080-1111-2222",
        "value": "080-1111-2222",
        "reason": "番号が変わりました",
    }
    return AmendmentRequest(**{**values, **changes})


@pytest.fixture
def asked(case, at):
    return receive_amendment(request=request_of(case, at), at=at)


def fresh(case):
    return Case.objects.select_related("content").get(id=case.id)


def test_nothing_changes_until_somebody_has_answered(case, asked, at):
    row = fresh(case)
    assert row.content.answers["phone"] == "090-0000-1125"
    assert row.message_count == 1
    assert "080-1111-2222" in row.messages.get().text
    assert row.actions.filter(kind="amendment_asked").exists()
    assert b"080-1111-2222" not in bytes(asked.sealed)
    again = receive_amendment(request=request_of(case, at, request_id=asked.id), at=at)
    assert again.id == asked.id
    assert fresh(case).message_count == 1
    report = ask(case, at)
    assert (report.amendments[0].outcome, report.amendments[0].wanted) == ("open", "080-1111-2222")


def test_a_parcel_that_overtakes_its_application_waits(case, at):
    with pytest.raises(UnknownSubmission):
        receive_amendment(request=request_of(case, at, submission_id=new_id()), at=at)


def test_granted_the_value_is_put_right_and_the_former_one_stays_on_record(
    case, asked, sanami, at, heard
):
    answer_amendment(
        amendment_id=asked.id, outcome="granted", words="届出で確かめました。", actor=sanami, at=at
    )
    row = fresh(case)
    assert row.content.answers["phone"] == "080-1111-2222"
    assert row.applicant_phone == "080-1111-2222", "the list and the search follow"
    assert row.content.provenance["phone"]["source"] == "officer"
    told = [fact for fact in heard if isinstance(fact, MessageWritten)]
    assert "届出で確かめました。" in told[-1].note.text
    state = ask(case, at).amendments[0]
    assert (state.outcome, state.answer) == ("granted", "届出で確かめました。")
    leaf = Leaf.objects.get(action="cases.amendment_answered")
    assert leaf.facts["outcome"] == "granted"
    assert "080-1111" not in leaf.detail


def test_refused_with_reasons(case, asked, sanami, at):
    answer_amendment(
        amendment_id=asked.id, outcome="refused", words="記録と合いません。", actor=sanami, at=at
    )
    assert fresh(case).content.answers["phone"] == "090-0000-1125"
    with pytest.raises(AnsweredBefore):
        answer_amendment(
            amendment_id=asked.id, outcome="granted", words="やはり", actor=sanami, at=at
        )


def test_an_answer_has_an_outcome_words_and_a_right(case, asked, sanami, michi, at):
    with pytest.raises(OutcomeMissing):
        answer_amendment(amendment_id=asked.id, outcome="", words="x", actor=sanami, at=at)
    with pytest.raises(NothingWritten):
        answer_amendment(amendment_id=asked.id, outcome="granted", words=" ", actor=sanami, at=at)
    with pytest.raises(NotFound):
        answer_amendment(amendment_id=asked.id, outcome="granted", words="x", actor=michi, at=at)
    with pytest.raises(NotFound):
        answer_amendment(amendment_id=new_id(), outcome="granted", words="x", actor=sanami, at=at)
    assert Amendment.objects.get().outcome == "open"


def test_a_value_of_an_item_and_one_that_is_not_there(case, sanami, at):
    name = {"family": "灯", "given": "なぎさ", "family_kana": "トモシビ", "given_kana": "ナギサ"}
    for item in (0, 7):
        wanted = request_of(
            case,
            at,
            step="children",
            question="child_name",
            item=item,
            value=name,
            wanted="灯 なぎさ",
        )
        row = receive_amendment(request=wanted, at=at)
        answer_amendment(amendment_id=row.id, outcome="granted", words="はい", actor=sanami, at=at)
    children = fresh(case).content.answers["children"]
    assert [one["child_name"]["given"] for one in children] == ["なぎさ"]
    foreign = receive_amendment(request=request_of(case, at, step="children"), at=at)
    answer_amendment(amendment_id=foreign.id, outcome="granted", words="はい", actor=sanami, at=at)
    assert fresh(case).content.answers["phone"] == "090-0000-1125", "no such question in that step"


def test_the_page_of_the_answer(client, town_hall, case, asked):
    signed_in(client, town_hall["sanami"])
    shown = client.get(f"/cases/{case.number}/").content.decode()
    assert f"/cases/{case.number}/amendments/{asked.id}/" in shown
    url = f"/cases/{case.number}/amendments/{asked.id}/"
    page = client.get(url).content.decode()
    assert "番号が変わりました" in page
    assert Leaf.objects.filter(action="cases.read", detail__contains="form:amendment").exists()
    wrong = client.post(url, {"words": "消えてはいけない言葉"})
    assert wrong.status_code == 422
    assert "消えてはいけない言葉" in wrong.content.decode()
    done = client.post(url, {"outcome": "refused", "words": "記録と合いません。"})
    assert done.status_code == 302
    late = client.post(url, {"outcome": "granted", "words": "遅れた言葉"})
    assert late.status_code == 409
    assert "遅れた言葉" in late.content.decode()
    assert client.get(f"/cases/{case.number}/amendments/{new_id()}/").status_code == 404
    signed_in(client, town_hall["michi"])
    assert client.get(url).status_code == 404


@pytest.fixture
def keys():
    return X25519PrivateKey.generate(), X25519PrivateKey.generate()


def raw(key):
    return key.public_key().public_bytes_raw()


def left_of(case, at, new=None, proof=None, **more):
    return AccountLeft(
        submission_id=case.submission_id,
        left_at=at,
        new_key=b64encode(raw(new)).decode() if new else None,
        proof=b64encode(proof).decode() if proof else None,
        **more,
    )


def proof_of(old, new, case):
    to = zone_keys().sealing.public_key()
    return prove(old, to, info=LEFT_INFO, message=left_message(case.submission_id, raw(new)))


def test_an_account_that_left_is_not_written_to(case, at, client, town_hall):
    receive_account_left(left=left_of(case, at, reach="電話 0000-24-9999"), at=at)
    row = fresh(case)
    assert row.content.reply_key == ""
    assert row.content.applicant_ref == ""
    assert "0000-24-9999" in row.messages.get().text
    signed_in(client, town_hall["sanami"])
    assert (
        "ポータルでは本人に連絡できません" in client.get(f"/cases/{case.number}/").content.decode()
    )
    receive_account_left(left=left_of(case, at, reach="電話 0000-24-9999"), at=at)
    assert fresh(case).messages.count() == 1, "once"


def test_a_secret_goes_on_only_if_the_former_key_vouches_for_it(
    opened, at, keys, client, town_hall
):
    old, new = keys
    case = opened(reply_key=b64encode(raw(old)).decode())
    receive_account_left(left=left_of(case, at, new, proof_of(old, new, case)), at=at)
    row = fresh(case)
    assert row.content.reply_key == b64encode(raw(new)).decode()
    signed_in(client, town_hall["sanami"])
    assert "ポータルでは本人に" not in client.get(f"/cases/{case.number}/").content.decode()


@pytest.mark.parametrize("trick", ["none", "other_key", "other_case", "cut", "nonsense"])
def test_the_portal_alone_turns_no_letter_round(opened, at, keys, trick):
    old, new = keys
    case, other = opened(reply_key=b64encode(raw(old)).decode()), opened()
    proof = {
        "none": None,
        "other_key": proof_of(new, new, case),
        "other_case": proof_of(old, new, other),
        "cut": proof_of(old, new, case)[:-1],
        "nonsense": b"x" * 32,
    }[trick]
    receive_account_left(left=left_of(case, at, new, proof), at=at)
    assert fresh(case).content.reply_key == ""
