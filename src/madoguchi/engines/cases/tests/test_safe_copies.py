# SPDX-License-Identifier: Apache-2.0
"""Does each file that arrives get a safe copy, or a reason why not, and is the original kept shut?"""

from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from madoguchi.engines.cases import jobs
from madoguchi.engines.cases.commands.check_file_again import NothingToCheckAgain, check_file_again
from madoguchi.engines.cases.commands.open_original import (
    NotConfirmed,
    OriginalInfected,
    open_original,
)
from madoguchi.engines.cases.commands.sanitise_file import sanitise_file
from madoguchi.engines.cases.commands.scan_again import scan_again
from madoguchi.engines.cases.models import CaseFile
from madoguchi.engines.cases.queries.waiting_files import list_overdue, list_unscanned
from madoguchi.engines.cases.rules.original import ReasonMissing
from madoguchi.engines.cases.tests.files import Scanner, attached, original_of
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.refusal import NotAllowed, NotFound
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.files import ports
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.sanitising.tests.good_files import docx, pdf, photo, picture
from madoguchi.platform.files.sanitising.tests.hostile_pdfs import (
    EICAR,
    changed,
    huge_page,
    locked,
    with_files,
)
from madoguchi.platform.files.sanitising.tests.inertness import why_not_inert
from madoguchi.platform.jobs.api import Job, run_worker

REASON = "写しに出ない電子署名を確かめるため"


@pytest.fixture(autouse=True)
def _no_scanner():
    yield
    ports.use_scanner(None)


def examined(file, at):
    return sanitise_file(case_file_id=file.id, actor=SYSTEM, at=at)


def test_a_photo_loses_its_place_and_stays_a_photo(opened, at):
    file = examined(attached(opened, "家.jpg", photo(0.3), at), at)
    assert (file.state, file.level, file.safe_name) == ("safe", "structural", "家-無害化.jpg")
    assert {"place", "camera_data", "orientation"} <= set(file.removed)
    copy = b"".join(open_file(file.safe_file_id))
    assert (len(copy), why_not_inert(copy, "jpg")) == (file.safe_size, "")


def test_what_was_removed_is_in_the_audit_log(opened, at):
    file = examined(attached(opened, "書類.pdf", changed(with_files), at), at)
    leaf = next(one for one in list_by_subject(file.case.ref) if one.action.endswith("sanitised"))
    assert '"attachments":2' in leaf.detail.replace(" ", "")


def test_a_file_arrives_and_the_worker_makes_its_copy(opened, at):
    file = attached(opened, "案内.docx", docx(), at)
    assert file.state == "unchecked"
    job = Job.objects.get(task=jobs.make_harmless.module_path)
    assert job.args == [str(file.id)]
    file = CaseFile.objects.get(id=job.args[0])
    assert examined(file, at).state == "safe"


def test_doing_it_twice_changes_nothing(opened, at):
    file = examined(attached(opened, "a.png", picture("PNG"), at), at)
    again = examined(file, at)
    assert again.safe_file_id == file.safe_file_id
    assert StoredFile.objects.filter(purpose="cases.safe_copy").count() == 1


def test_a_worker_that_died_in_the_middle_is_followed_by_another(opened, at):
    file = attached(opened, "a.png", picture("PNG"), at)
    CaseFile.objects.filter(id=file.id).update(state="checking")
    assert examined(file, at).state == "safe"


def test_what_cannot_be_rebuilt_falls_to_pixels_and_says_why(opened, at):
    file = examined(attached(opened, "大.pdf", changed(huge_page), at), at)
    assert (file.level, file.reason, file.safe_type) == ("pixels", "too_large", "application/pdf")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("切.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("鍵.pdf", locked(), "password"),
        ("写真.heic", b"\0\0\0\x18ftypheic" + bytes(400), "not_admitted"),
    ],
)
def test_what_cannot_be_opened_stays_with_a_reason(opened, at, name, content, reason):
    file = examined(attached(opened, name, content, at), at)
    assert (file.state, file.level, file.reason) == ("unopenable", "none", reason)
    assert file.safe_file_id is None
    assert original_of(file) == content


def test_a_file_that_is_not_there_is_said_to_be_gone(opened, at):
    file = attached(opened, "a.png", picture("PNG"), at)
    StoredFile.objects.filter(id=file.file_id).delete()
    assert (examined(file, at).reason) == "file_gone"


def test_without_scanner_a_file_is_honestly_unscanned(opened, at):
    file = examined(attached(opened, "a.png", picture("PNG"), at), at)
    assert (file.state, file.scan, file.scan_note) == ("safe", "unscanned", "off")


def test_a_virus_shuts_the_file_away(opened, at, takeuchi):
    ports.use_scanner(Scanner())
    clean = examined(attached(opened, "a.png", picture("PNG"), at), at)
    file = examined(attached(opened, "悪.pdf", pdf(1) + EICAR, at), at)
    assert (clean.scan, clean.scan_note) == ("clean", "Scanner 1")
    assert (file.state, file.scan, file.scan_note) == ("infected", "infected", "Eicar")
    with pytest.raises(OriginalInfected):
        open_original(case_file_id=file.id, reason=REASON, confirmed=True, actor=takeuchi, at=at)


def test_a_scanner_that_was_away_looks_later_and_takes_the_copy_back(opened, at):
    ports.use_scanner(Scanner(away=True))
    file = examined(attached(opened, "悪.pdf", pdf(1) + EICAR, at), at)
    assert (file.state, file.scan, file.scan_note) == ("safe", "unscanned", "away")
    copy = file.safe_file_id
    assert list_unscanned(at) == []
    ports.use_scanner(Scanner())
    assert list_unscanned(at) == [file.id]
    assert scan_again(case_file_id=file.id, actor=SYSTEM, at=at).state == "infected"
    assert list_unscanned(at) == []
    assert not StoredFile.objects.filter(id=copy).exists()


def test_files_that_were_forgotten_are_found(opened, at):
    file = attached(opened, "a.png", picture("PNG"), at)
    assert list_overdue(at) == [file.id]
    Job.objects.all().delete()
    assert jobs.catch_up_with_files.call() == {"waiting": 1, "unscanned": 0}
    assert Job.objects.get().args == [str(file.id)]


def test_the_original_opens_only_against_a_reason_and_a_tick(opened, at, takeuchi):
    file = examined(attached(opened, "a.png", picture("PNG"), at), at)
    ask = {"case_file_id": file.id, "actor": takeuchi, "at": at}
    with pytest.raises(ReasonMissing):
        open_original(**ask, reason="  みたい  ", confirmed=True)
    with pytest.raises(NotConfirmed):
        open_original(**ask, reason=REASON, confirmed=False)
    actions = [leaf.action for leaf in list_by_subject(file.case.ref)]
    assert "cases.original_opened" not in actions
    open_original(**ask, reason=REASON, confirmed=True)
    leaf = next(one for one in list_by_subject(file.case.ref) if "original" in one.action)
    assert (leaf.purpose, leaf.actor_ref) == (REASON, takeuchi.ref)


def test_a_clerk_may_not_open_the_original_nor_another_section_know_of_it(
    opened, at, sanami, michi
):
    file = examined(attached(opened, "a.png", picture("PNG"), at), at)
    for actor, refusal in ((sanami, NotAllowed), (michi, NotFound)):
        with pytest.raises(refusal):
            open_original(case_file_id=file.id, reason=REASON, confirmed=True, actor=actor, at=at)


def test_checking_again_is_for_what_failed(opened, at, sanami):
    file = examined(attached(opened, "切.pdf", b"%PDF-1.7\nnothing", at), at)
    Job.objects.all().delete()
    check_file_again(case_file_id=file.id, actor=sanami, at=at)
    file.refresh_from_db()
    assert (file.state, Job.objects.get().args) == ("unchecked", [str(file.id)])
    good = examined(attached(opened, "a.png", picture("PNG"), at), at)
    with pytest.raises(NothingToCheckAgain):
        check_file_again(case_file_id=good.id, actor=sanami, at=at)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "safe"},
        {"state": "safe", "level": "pixels"},
        {"level": "pixels"},
        {"scan": "infected"},
        {"state": "infected"},
    ],
)
def test_the_database_knows_no_safe_file_without_copy(opened, at, changes):
    file = attached(opened, "a.png", picture("PNG"), at)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFile.objects.filter(id=file.id).update(**changes)


def test_the_procedure_chooses_the_level(town_hall, at):
    from madoguchi.engines.cases.tests import hall, town

    steps = [*town.DEFINITION["steps"]]
    steps[0] = {**steps[0], "questions": [*steps[0]["questions"], {
        "id": "proof", "type": "file", "label": "証明", "at_least": 0, "safe_copy": "pixels",
    }]}  # fmt: skip
    hall.publish_procedure(
        procedure=town.procedure(steps=steps), letters=town.LETTERS, actor=SYSTEM, at=hall.LONG_AGO
    )

    def opened(**changes):
        return hall.open_one(revision=2, **changes)

    file = examined(attached(opened, "証.pdf", pdf(1), at, question="proof"), at)
    assert (file.level, file.reason) == ("pixels", "")


def test_destruction_takes_copy_and_original(opened, at, takeuchi, sanami):
    from madoguchi.engines.cases.api import destroy, withdraw
    from madoguchi.engines.cases.models import Case

    file = examined(attached(opened, "a.png", picture("PNG"), at), at)
    withdraw(case_id=file.case_id, reason="", actor=sanami, at=at)
    Case.objects.filter(id=file.case_id).update(destroy_on="2020-01-01")
    destroy(case_id=file.case_id, actor=takeuchi, at=at)
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_copy(town_hall, opened, at):
    import threading

    from django.db import connection

    file = attached(opened, "a.png", picture("PNG"), at)
    found = []

    def work():
        try:
            found.append(examined(file, at).safe_file_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.refresh_from_db()
    assert len(found) == 3
    assert file.state == "safe"
    assert StoredFile.objects.filter(owner=file.case.ref).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_jobs_do_it_by_themselves(town_hall, opened, at):
    file = attached(opened, "a.png", picture("PNG"), at)
    run_worker(once=True)
    file.refresh_from_db()
    assert file.state == "safe"
    assert sha256(b"".join(open_file(file.file_id))).hexdigest() == file.sha256
