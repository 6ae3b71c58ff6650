# SPDX-License-Identifier: Apache-2.0
"""An applicant has a new key: who makes sure of it, and what goes out again?"""

import json
from base64 import b64encode
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from madoguchi.engines.cases.tests import town
from madoguchi.kernel.ids import new_id

pytestmark = pytest.mark.django_db
REF = "identity:akari"
NEW, NEWER = (b64encode(bytes([place]) * 32).decode() for place in (7, 8))


def keep(fact):
    """What the journey does with each fact."""
    from madoguchi.engines.cases.api import keep_sent_note
    from madoguchi.kernel.actors import SYSTEM

    keep_sent_note(case=fact.case, note=fact.note, actor=SYSTEM, at=fact.at)


def changed(at, key=NEW, **more):
    from madoguchi.kernel.application import AccountKeyChanged

    values = {"change_id": new_id(), "applicant_ref": REF, "old_key": "", "new_key": key,
              "changed_at": at, "submission_ids": ()}  # fmt: skip
    return AccountKeyChanged(**(values | more))


@pytest.fixture
def told(heard):
    """The engine with what the journey does: notes are kept, settlements are heard."""
    from madoguchi.engines.cases.events import CASE_FACTS
    from madoguchi.kernel.facts import on

    for fact in CASE_FACTS:
        on(fact)(keep)
    return heard


@pytest.fixture
def item(told, case, at):
    """A case of 灯 あかり with its receipt note, and her new key."""
    from madoguchi.engines.cases.api import receive_key_change

    return receive_key_change(change=changed(at), at=at)


def sealed_again(heard):
    from madoguchi.engines.cases.events import NotesSealedAgain

    return [fact for fact in heard if isinstance(fact, NotesSealedAgain)]


def confirm(
    item, actor, at, method="phone", reason="14:05に申請の番号へ電話。氏名と生年月日が一致"
):
    from madoguchi.engines.cases.api import confirm_key_change

    return confirm_key_change(change_id=item.id, method=method, reason=reason, actor=actor, at=at)


def test_the_portals_word_alone_moves_nothing(item, case, heard):
    case.content.refresh_from_db()
    assert item.state == "waiting"
    assert case.content.reply_key == town.application().reply_key
    assert sealed_again(heard) == []


def test_a_parcel_that_comes_twice_is_one_item(told, case, at):
    from madoguchi.engines.cases.api import receive_key_change
    from madoguchi.engines.cases.models import KeyChange

    change = changed(at)
    receive_key_change(change=change, at=at)
    receive_key_change(change=change, at=at)
    assert KeyChange.objects.count() == 1


def test_a_confirmed_key_gets_everything_that_was_written(told, case, sanami, takeuchi, at):
    from madoguchi.engines.cases.api import (
        Mark,
        Verdict,
        decide,
        receive_key_change,
        request_correction,
        resume,
        send_message,
    )  # fmt: skip
    from madoguchi.engines.cases.models import Letter
    from madoguchi.engines.cases.queries.letters import open_letter
    from madoguchi.platform.audit.models import Leaf

    send_message(case_id=case.id, words="保険証を見せてください。", actor=sanami, at=at)
    request_correction(
        case_id=case.id, marks=[Mark("person", "pension", None, "いまの年金を")],
        message="お願いします", due_on=None, actor=sanami, at=at,
    )  # fmt: skip
    resume(case_id=case.id, reason="電話で聞いた", actor=sanami, at=at)
    decide(case_id=case.id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    item = receive_key_change(change=changed(at), at=at)
    confirm(item, sanami, at)

    [fact] = sealed_again(told)
    assert fact.case.reply_key == NEW
    assert [note.kind for note in fact.notes] == [
        note.kind for note in (one.note for one in told if getattr(one, "note", None))
    ]
    by_kind = {note.kind: note for note in fact.notes}
    assert "保険証を見せてください。" in by_kind["message"].text
    assert by_kind["correction"].correction.fields[0].question == "pension"
    [file] = by_kind["decision"].files
    assert file.content == b64encode(open_letter(Letter.objects.get())).decode()
    leaf = Leaf.objects.filter(action="cases.key_change.confirmed").get()
    assert leaf.actor_ref == sanami.ref
    assert leaf.body().detail["method"] == "phone"
    assert "電話" not in json.dumps(leaf.body().detail, ensure_ascii=False)
    case.refresh_from_db()
    assert case.actions.filter(kind="key_replaced").count() == 1


def test_what_is_kept_for_it_rests_encrypted_and_without_letters(told, case, sanami, takeuchi, at):
    from madoguchi.engines.cases.api import Verdict, decide, send_message
    from madoguchi.engines.cases.models import SentNote

    send_message(case_id=case.id, words="保険証を見せてください。", actor=sanami, at=at)
    decide(case_id=case.id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    for row in SentNote.objects.all():
        assert "保険証".encode() not in bytes(row.sealed)
        assert all(file["content"] == "" for file in row.open()["files"])


def test_a_refused_key_gets_nothing_and_the_applicant_is_told(item, case, sanami, told, at):
    from madoguchi.engines.cases.api import refuse_key_change
    from madoguchi.engines.cases.events import KeyChangeSettled

    refuse_key_change(
        change_id=item.id, method="phone", reason="本人は作り直していない", actor=sanami, at=at
    )
    case.content.refresh_from_db()
    assert case.content.reply_key != NEW
    assert sealed_again(told) == []
    [settled] = [fact for fact in told if isinstance(fact, KeyChangeSettled)]
    assert settled.outcome == "refused"


def test_a_judgement_says_how_and_stands_once(item, sanami, at):
    from madoguchi.engines.cases.rules.key_changes import (
        CardDoesNotProve,
        KeyChangeIncomplete,
        KeyChangeSettledAlready,
    )

    for method, reason in (
        ("", "見た"),
        ("guess", "見た"),
        ("phone", "  "),
        ("phone", "あ" * 1001),
    ):
        with pytest.raises(KeyChangeIncomplete):
            confirm(item, sanami, at, method, reason)
    with pytest.raises(CardDoesNotProve):
        confirm(item, sanami, at, "card")
    confirm(item, sanami, at)
    with pytest.raises(KeyChangeSettledAlready):
        confirm(item, sanami, at)


def test_only_a_section_with_a_case_of_the_applicant_may_judge(item, michi, at):
    from madoguchi.kernel.refusal import NotFound

    with pytest.raises(NotFound):
        confirm(item, michi, at)


def test_a_viewer_may_not_judge(item, town_hall, at):
    from madoguchi.kernel.refusal import NotAllowed
    from madoguchi.platform.identity.api import actor_for

    with pytest.raises(NotAllowed):
        confirm(item, actor_for(town_hall["helper"]), at)


def test_a_newer_key_takes_the_place_of_one_that_waits(item, sanami, told, at):
    from madoguchi.engines.cases.api import receive_key_change
    from madoguchi.engines.cases.rules.key_changes import KeyChangeSettledAlready

    newer = receive_key_change(change=changed(at, NEWER), at=at)
    item.refresh_from_db()
    assert (item.state, newer.round) == ("superseded", 2)
    with pytest.raises(KeyChangeSettledAlready):
        confirm(item, sanami, at)
    confirm(newer, sanami, at)
    [fact] = sealed_again(told)
    assert (fact.case.reply_key, fact.round) == (NEWER, 2)


def test_nothing_to_seal_needs_nobody(told, town_hall, at):
    from madoguchi.engines.cases.api import receive_key_change

    item = receive_key_change(change=changed(at), at=at)
    assert (item.state, item.method) == ("confirmed", "none")


def test_a_case_that_ended_long_ago_stays_as_it_is(told, case, sanami, at):
    from madoguchi.engines.cases.api import receive_key_change
    from madoguchi.engines.cases.models import Case

    Case.objects.filter(id=case.id).update(
        state="closed", is_open=False, outcome="approved", changed_at=at - timedelta(days=366)
    )
    assert receive_key_change(change=changed(at), at=at).method == "none"
    case.content.refresh_from_db()
    assert case.content.reply_key != NEW


def test_a_guest_note_is_not_kept(told, opened):
    from madoguchi.engines.cases.models import SentNote

    opened(applicant_ref=None)
    assert not SentNote.objects.exists()


def test_the_database_holds_one_waiting_item_an_account(item):
    from madoguchi.engines.cases.models import KeyChange

    twin = KeyChange.objects.get(id=item.id)
    twin.id, twin.round = new_id(), 9
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


class TestPages:
    def test_a_clerk_confirms_on_the_page(self, client, town_hall, item, case):
        from madoguchi.engines.cases.tests.test_pages import signed_in
        from madoguchi.platform.audit.models import Leaf

        signed_in(client, town_hall["sanami"])
        listed = client.get("/cases/keys/").content.decode()
        assert item.number in listed
        assert "灯 あかり" not in listed
        page = client.get(f"/cases/keys/{item.id}/").content.decode()
        assert "090-0000-1125" in page
        leaf = Leaf.objects.filter(action="cases.listed", subject="cases:key-change").get()
        assert leaf.body().detail["numbers"] == [case.number]
        typed = {"answer": "confirm", "method": "", "reason": "電話で確かめた"}
        refused = client.post(f"/cases/keys/{item.id}/", typed)
        assert refused.status_code == 422
        assert "電話で確かめた" in refused.content.decode()
        done = client.post(f"/cases/keys/{item.id}/", typed | {"method": "phone"}, follow=True)
        assert "本人と確認しました" in done.content.decode()
        item.refresh_from_db()
        assert item.settled_by_ref == town_hall["sanami"].ref

    def test_another_section_finds_no_page(self, client, town_hall, item):
        from madoguchi.engines.cases.tests.test_pages import signed_in

        signed_in(client, town_hall["michi"])
        assert client.get(f"/cases/keys/{item.id}/").status_code == 404
        assert item.number not in client.get("/cases/keys/").content.decode()


class TestCard:
    """The applicant has held a card for the new key; the checker stands for the provider's keys."""

    @pytest.fixture(autouse=True)
    def _checker(self, settings):
        settings.CARD_EVIDENCE = lambda: _check
        settings.KEY_CHANGE_BY_CARD = False

    @pytest.fixture
    def by_card(self, told, opened, at):
        """A case that was filed with the card of ``p-akari``."""
        from madoguchi.kernel.proofs import IdentityProof

        return opened(
            proof=IdentityProof(level="card", method="jpki_app", at=at, subject="p-akari")
        )

    def arrive(self, at, token="p-akari", change=None):
        from madoguchi.engines.cases.api import receive_key_change
        from madoguchi.kernel.application import KeyEvidence

        evidence = KeyEvidence(method="jpki_app", token=token, salt="s", proved_at=at)
        change = (change or changed(at)).model_copy(update={"evidence": evidence})
        return receive_key_change(change=change, at=at)

    def test_the_same_card_is_shown_to_the_clerk_and_settles_nothing_by_itself(
        self, by_card, told, at
    ):
        item = self.arrive(at)
        assert (item.state, item.card) == ("waiting", "same")
        assert sealed_again(told) == []

    def test_a_clerk_may_rest_on_it(self, by_card, sanami, told, at):
        confirm(self.arrive(at), sanami, at, "card", "カードの証明を見た")
        assert sealed_again(told)

    def test_where_the_city_has_decided_so_it_needs_no_clerk(self, by_card, told, at, settings):
        settings.KEY_CHANGE_BY_CARD = True
        item = self.arrive(at)
        assert (item.state, item.method) == ("confirmed", "card")
        assert sealed_again(told)[0].case.reply_key == NEW

    @pytest.mark.parametrize(("token", "result"), [("p-funaki", "other"), ("forged", "invalid")])
    def test_another_card_or_no_proof_never_settles_it(
        self, by_card, told, at, settings, token, result
    ):
        settings.KEY_CHANGE_BY_CARD = True
        item = self.arrive(at, token)
        assert (item.state, item.card) == ("waiting", result)
        assert sealed_again(told) == []

    def test_a_card_without_an_application_by_card_proves_no_sameness(
        self, told, case, at, settings
    ):
        settings.KEY_CHANGE_BY_CARD = True
        assert (self.arrive(at).state, self.arrive(at).card) == ("waiting", "unknown")

    def test_the_proof_may_come_later_and_counts_once(self, by_card, at):
        from madoguchi.engines.cases.api import receive_key_change

        change = changed(at)
        receive_key_change(change=change, at=at)
        assert self.arrive(at, "p-funaki", change).card == "other"
        assert self.arrive(at, "p-akari", change).card == "other"


def _check(token, *, nonce, proved_at, at):
    from madoguchi.kernel.key_proofs import nonce_for_key
    from madoguchi.kernel.refusal import Refusal
    from madoguchi.kernel.texts import text

    assert nonce == nonce_for_key(bytes([7]) * 32, "s")
    if token == "forged":
        raise Refusal(text("にせもの"))
    return token


@pytest.mark.django_db(transaction=True)
def test_two_clerks_confirm_at_once_and_everything_goes_out_once(at):
    from django.db import connection

    from madoguchi.engines.cases.api import receive_key_change
    from madoguchi.engines.cases.events import CASE_FACTS, NotesSealedAgain
    from madoguchi.engines.cases.rules.key_changes import KeyChangeSettledAlready
    from madoguchi.engines.cases.tests import hall
    from madoguchi.engines.cases.tests.test_races import race
    from madoguchi.kernel.facts import on
    from madoguchi.platform.identity.api import actor_for

    for fact in CASE_FACTS:
        on(fact)(keep)
    sent = []
    on(NotesSealedAgain)(sent.append)
    users = hall.build_town_hall()
    clerks = [actor_for(users[name]) for name in ("sanami", "takeuchi")]
    hall.open_one()
    item = receive_key_change(change=changed(at), at=at)
    results = race(*(lambda one=clerk: confirm(item, one, at) for clerk in clerks))
    assert sum(isinstance(one, KeyChangeSettledAlready) for one in results) == 1, results
    assert len(sent) == 1
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_search")
        cursor.execute("DELETE FROM cases_talk")
