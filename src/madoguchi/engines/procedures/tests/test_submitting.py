# SPDX-License-Identifier: Apache-2.0
"""Sending: once, wholly or not at all, and nothing readable stays behind."""

import threading
from base64 import b64decode
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.engines.procedures.commands.save_draft import save_draft
from madoguchi.engines.procedures.commands.start_draft import start_draft
from madoguchi.engines.procedures.commands.submit import submit
from madoguchi.engines.procedures.models import Draft, DraftKey, Revision, Submission
from madoguchi.engines.procedures.models.holder import browser_holder
from madoguchi.engines.procedures.models.submission import reply_key_of, secret_for
from madoguchi.engines.procedures.queries.drafts import get_draft
from madoguchi.engines.procedures.queries.form import open_form
from madoguchi.engines.procedures.rules.content import Place, put_answers
from madoguchi.engines.procedures.rules.refusals import (
    DraftMoved,
    NotComplete,
    NotEligible,
    OutOfSeason,
    SignInNeeded,
)
from madoguchi.engines.procedures.rules.sending import Filer
from madoguchi.engines.procedures.tests.conftest import AT, NAME, fill_dog
from madoguchi.kernel.actors import GUEST
from madoguchi.kernel.definition.put_step import put_step
from madoguchi.kernel.definition.read_step import read_step
from madoguchi.kernel.facts import _listeners

KEY = bytes(range(32))
DOG = {"dog_name": ["しお"], "born.era": ["令和"], "born.year": ["7"], "born.month": ["3"],
       "born.day": ["2"], "chipped": ["no"]}  # fmt: skip
OWNER = {name: [value] for name, value in NAME.items()} | {"phone": ["090-0000-1125"]}


def write_draft(*steps, procedure="dog-claim", at=AT):
    """A draft of this browser with some steps posted."""
    revision = Revision.objects.get(procedure_id=procedure, is_current=True)
    draft = start_draft(
        revision=revision, holder=browser_holder(KEY), language="ja", actor=GUEST, at=at
    )
    for step, form in steps:
        opened = open_form(draft, identity="none", at=at)
        answers, compiled = draft.content.answers, opened.compiled
        reading = read_step(compiled, step, form, answers, opened.context)
        assert reading.ok, reading.errors
        kept = put_step(answers, compiled.by_step[step], reading.values)
        content = put_answers(draft.content, Place(step), kept, at=at)
        draft = save_draft(draft=draft, content=content, actor=GUEST, at=at)
    return draft


def whole_draft():
    return write_draft(("owner", OWNER), ("dogs", DOG), ("papers", {}))


def file_it(draft, at=AT, filer=None):
    form = open_form(draft, identity="none", at=at)
    return submit(
        form=form, filer=filer or Filer(secret=secret_for(KEY, draft.id)), actor=GUEST, at=at
    )


@pytest.mark.django_db
def test_sending_costs_six_statements_with_reading_the_draft(install, facts):
    install("dog-claim")
    draft = whole_draft()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        file_it(get_draft(draft.id, [browser_holder(KEY)], at=AT))
    statements = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 6, "\n".join(statements)
    assert len(facts) == 1


@pytest.mark.django_db
def test_posting_a_page_is_one_select_and_one_update(install, guest, at):
    install("dog-claim")
    guest.start("dog-claim")
    url = guest.url
    data = {name: values[0] for name, values in OWNER.items()}
    with CaptureQueriesContext(connection) as queries:
        response = guest.client.post(url, data | {"seen": "0", "next": "1"})
    assert response.status_code == 302
    assert [one["sql"].split()[0] for one in queries] == ["SELECT", "UPDATE"]


@pytest.mark.django_db
def test_pressing_twice_leads_to_the_same_receipt(install, facts, guest, at):
    install("dog-claim")
    fill_dog(guest)
    url = f"/drafts/{guest.draft_id}/send/"
    guest.post(url)
    first, secret = guest.url, guest.html.split('id="receipt-secret">')[1].split("<")[0]
    guest.post(url)
    assert guest.url == first
    assert secret in guest.text
    guest.get(url.replace("send", "review"))
    assert guest.url == first
    assert len(facts) == 1


@pytest.mark.django_db
def test_the_reply_key_follows_from_the_secret_alone(install, facts, guest, at):
    install("dog-claim")
    fill_dog(guest)
    guest.post(f"/drafts/{guest.draft_id}/send/")
    secret = guest.html.split('id="receipt-secret">')[1].split("<")[0]
    body = facts[0].body
    public = reply_key_of(body.receipt_number, secret).public_key().public_bytes_raw()
    assert b64decode(body.reply_key) == public
    assert body.identity == "none"
    assert body.applicant_ref is None


@pytest.mark.django_db
def test_a_signed_in_citizen_is_answered_under_the_account_key(install, facts, akari, at):
    install("dog-claim")
    fill_dog(akari)
    akari.post(f"/drafts/{akari.draft_id}/send/")
    body, row = facts[0].body, Submission.objects.get()
    assert body.identity == "email"
    assert body.applicant_ref == row.account
    assert b64decode(body.reply_key) == bytes(row.reply_key)
    assert row.verifier is None
    assert "確認番号を控えてください" not in akari.text


@pytest.mark.django_db
def test_what_is_missing_is_refused_in_memory(install, facts):
    install("dog-claim")
    with pytest.raises(NotComplete):
        file_it(write_draft(("owner", OWNER)))
    assert not Submission.objects.exists()
    assert Draft.objects.count() == 1


@pytest.mark.django_db
def test_who_is_not_eligible_cannot_send_by_hand(install, facts):
    install("dog-claim")
    dog = DOG | {"chipped": ["yes"], "chip": ["392000000000001"]}
    with pytest.raises(NotEligible):
        file_it(write_draft(("owner", OWNER), ("dogs", dog), ("papers", {})))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"seasons": [{"opens_on": "2026-12-01", "closes_on": "2026-12-04"}]}, OutOfSeason),
        ({"guest": False}, SignInNeeded),
    ],
)
def test_the_procedure_says_when_and_who(install, facts, changes, refusal):
    install("dog-claim", **changes)
    with pytest.raises(refusal):
        file_it(whole_draft())


@pytest.mark.django_db
def test_a_save_in_between_stops_the_sending(install, facts):
    install("dog-claim")
    draft = whole_draft()
    Draft.objects.filter(id=draft.id).update(version=draft.row.version + 1)
    with pytest.raises(DraftMoved):
        file_it(draft)
    assert not Submission.objects.exists()
    assert not facts or Submission.objects.count() == 0


@pytest.mark.django_db
def test_a_journey_that_fails_undoes_everything(install, monkeypatch):
    from madoguchi.engines.procedures.events import ApplicationSubmitted

    install("dog-claim")
    draft = whole_draft()

    def fail(_):
        raise OSError("the outbox is full")

    monkeypatch.setitem(_listeners, ApplicationSubmitted, [fail])
    with pytest.raises(OSError, match="outbox"):
        file_it(draft)
    assert not Submission.objects.exists()
    assert Draft.objects.count() == 1
    assert DraftKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_send_at_once_make_one_application(install, facts):
    install("dog-claim")
    draft = whole_draft()
    gate, rows, problems = threading.Barrier(2), [], []

    def press():
        try:
            opened = get_draft(draft.id, [browser_holder(KEY)], at=AT)
            gate.wait(10)
            rows.append(file_it(opened))
        except Exception as problem:  # noqa: BLE001 - told below
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not problems
    assert len(rows) == 2
    assert rows[0].id == rows[1].id
    assert Submission.objects.count() == 1
    assert len({fact.body.submission_id for fact in facts if _is_stored(fact)}) == 1


def _is_stored(fact):
    return Submission.objects.filter(id=fact.body.submission_id).exists()


CANARY = "かなりあ鳥QX7731"


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_application_stays_in_the_zone(install, facts, guest, at, settings, caplog):
    install("dog-claim")
    guest.start("dog-claim")
    fields = {key.replace(".", "__"): value for key, value in NAME.items()}
    guest.answer(**fields | {"name__given": "かなりあ鳥"}, phone="090-7731-7731")
    guest.answer(dog_name=CANARY, born__era="令和", born__year="7", born__month="3", born__day="2", chipped="no")  # fmt: skip
    guest.answer()
    guest.post(f"/drafts/{guest.draft_id}/send/")
    assert facts[0].body.answers["dog_name"] == CANARY
    stored = _everything_stored(Path(settings.HOME))
    for canary in (CANARY.encode(), "かなりあ鳥".encode("utf-16-le"), b"QX7731", b"090-7731"):
        assert canary not in stored
    assert "QX7731" not in caplog.text


def _everything_stored(home):
    """Rows of every table, the database files, and everything under the zone's home."""
    parts = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    raw = (
                        bytes(value)
                        if isinstance(value, memoryview | bytes)
                        else str(value).encode()
                    )
                    parts.append(raw)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        parts += [path.read_bytes() for path in name.parent.glob(f"{name.name}*")]
    return b"\n".join(parts)


TYPED = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")),
    min_size=1,
    max_size=60,
)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=25)  # fmt: skip
@given(name=TYPED, note=st.text(st.characters(codec="utf-8"), max_size=400))
def test_what_was_kept_is_what_is_announced(install, facts, name, note):
    if not Revision.objects.filter(procedure_id="allowance").exists():
        install("allowance")
    opened = open_form(write_draft(procedure="allowance"), identity="none", at=AT)
    compiled, ctx = opened.compiled, opened.context
    answers = {}
    for step, item, form in (
        ("start", None, {"job": ["employee"], "copies": ["2"]}),
        ("children", 0, {"child_name": [name], "together": ["yes"]}),
        ("rest", None, {"pension": ["kosei"], "note": [note]}),
    ):
        reading = read_step(compiled, step, form, answers, ctx, item)
        if not reading.ok:
            return
        answers = put_step(answers, compiled.by_step[step], reading.values, item)
    content = put_answers(opened.content, Place("rest"), answers, at=AT)
    saved = save_draft(draft=opened.draft, content=content, actor=GUEST, at=AT)
    reopened = get_draft(saved.id, [browser_holder(KEY)], at=AT)
    file_it(reopened)
    body = facts[-1].body
    assert body.answers == answers
    assert body.fee_yen == 600
    assert type(body).model_validate_json(body.model_dump_json()) == body
