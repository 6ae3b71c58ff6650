# SPDX-License-Identifier: Apache-2.0
"""Revisions: immutable, in any order, one in force; open drafts follow and say what changed."""

import pytest

from madoguchi.engines.procedures.api import install_revision, withdraw_revision
from madoguchi.engines.procedures.models import Revision, Submission
from madoguchi.engines.procedures.models.revision import RevisionIsImmutable
from madoguchi.engines.procedures.rules.refusals import RevisionConflict
from madoguchi.engines.procedures.tests.conftest import (
    AT,
    NAME,
    fill_dog,
    publish,
    read_definition,
)
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.definition.load import dump_definition
from madoguchi.kernel.definition.problems import DefinitionRejected

pytestmark = pytest.mark.django_db
OWNER = {key.replace(".", "__"): value for key, value in NAME.items()} | {"phone": "090-0000-1125"}


def changed_steps(**questions):
    """The dog's steps with questions replaced (None: taken out)."""
    steps = dump_definition(read_definition("dog-claim"))["steps"]
    for step in steps:
        step["questions"] = [
            questions.get(question["id"], question)
            for question in step["questions"]
            if questions.get(question["id"], question) is not None
        ]
    return steps


def put(published):
    return install_revision(published=published, actor=SYSTEM, at=AT)


def test_the_newest_is_in_force_whatever_the_order():
    procedure = read_definition("dog-claim")
    assert put(publish(procedure, 2))
    assert put(publish(procedure, 1))
    assert not put(publish(procedure, 2))
    rows = Revision.objects.order_by("revision").values_list("revision", "is_current")
    assert list(rows) == [(1, False), (2, True)]


def test_the_same_revision_with_another_content_is_refused():
    put(publish(read_definition("dog-claim"), 1))
    with pytest.raises(RevisionConflict):
        put(publish(read_definition("dog-claim", standard_days=5), 1))


def test_a_definition_that_does_not_compile_is_refused():
    good = publish(read_definition("dog-claim"))
    with pytest.raises(DefinitionRejected):
        put(good.model_copy(update={"definition": good.definition | {"steps": []}}))
    assert not Revision.objects.exists()


def test_a_published_definition_cannot_be_saved_again():
    put(publish(read_definition("dog-claim")))
    with pytest.raises(RevisionIsImmutable):
        Revision.objects.get().save()


def test_a_withdrawn_procedure_is_off_the_counter(guest, at):
    put(publish(read_definition("dog-claim")))
    assert put(publish(read_definition("dog-claim"), withdrawn=True))
    assert not withdraw_revision(procedure_id="dog-claim", revision=1, actor=SYSTEM, at=AT)
    assert guest.get("/procedures/dog-claim/").status_code == 404


def test_a_draft_follows_a_new_revision_and_says_what_changed(install, facts, guest, at):
    install("dog-claim")
    guest.start("dog-claim")
    guest.answer(**OWNER)
    steps = changed_steps(phone=None, name={"id": "name", "type": "person_name", "label": "飼い主のお名前"})  # fmt: skip
    install("dog-claim", revision=2, steps=steps, applicant={"name": "name"})
    guest.get(guest.url)
    assert guest.url.endswith("/moved/")
    assert "この手続きの内容が新しくなりました" in guest.text
    assert "電話" in guest.text.split("引き継げなかった答え")[1]
    guest.post(guest.url)
    assert guest.url.endswith("/step/dogs/")
    guest.answer(dog_name="しお", born__era="令和", born__year="7", born__month="3", born__day="2", chipped="no")  # fmt: skip
    guest.answer()
    guest.post(f"/drafts/{guest.draft_id}/send/")
    assert facts[0].body.revision == 2
    assert "phone" not in facts[0].body.answers
    assert facts[0].body.answers["name"]["family"] == "灯"


def test_a_page_posted_across_a_publication_is_kept(install, facts, guest, at):
    install("dog-claim")
    guest.start("dog-claim")
    install("dog-claim", revision=2, steps=changed_steps(phone=None), applicant={"name": "name"})
    guest.answer(**OWNER)
    assert guest.url.endswith("/step/dogs/")
    guest.get(guest.url.replace("dogs", "owner"))
    assert 'value="トモシビ"' in guest.html


def test_a_draft_of_a_withdrawn_procedure_says_so(install, guest, at):
    install("dog-claim")
    guest.start("dog-claim")
    withdraw_revision(procedure_id="dog-claim", revision=1, actor=SYSTEM, at=AT)
    assert guest.get(guest.url).status_code == 404
    assert "いま受け付けていません" in guest.text


def test_a_filed_application_keeps_its_revision(install, facts, guest, at):
    install("dog-claim")
    fill_dog(guest)
    guest.post(f"/drafts/{guest.draft_id}/send/")
    install("dog-claim", revision=2, title="犬の新しい届")
    row = Submission.objects.get()
    assert row.revision.revision == 1
    guest.get(f"/applications/{row.id}/")
    assert "犬の届" in guest.text
