# SPDX-License-Identifier: Apache-2.0
"""Which work of the cases engine runs by itself?"""

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from madoguchi.engines.cases.commands.act_on_many import act_on_many
from madoguchi.engines.cases.commands.check_proof import check_proof
from madoguchi.engines.cases.commands.destroy import destroy
from madoguchi.engines.cases.commands.sanitise_file import sanitise_file
from madoguchi.engines.cases.commands.scan_again import scan_again
from madoguchi.engines.cases.events import DestructionConfirmed, FilesArrived, ProofUnconfirmed
from madoguchi.engines.cases.models.counting import recount
from madoguchi.engines.cases.queries.proofs import list_to_confirm
from madoguchi.engines.cases.queries.waiting_files import list_overdue, list_unscanned
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.facts import on
from madoguchi.kernel.refusal import Conflict, NotFound
from madoguchi.platform.jobs.api import periodic
from madoguchi.platform.organisation.api import grants_on


@periodic(every=timedelta(days=1), offset=timedelta(hours=18))
@task(priority=-20)
def recount_inboxes() -> int:
    """Count the inboxes anew each night (3 o'clock in Japan), in case rows were loaded in bulk."""
    return recount()


@task(priority=-20)
def destroy_confirmed(case_ids: list[str], staff_ref: str, staff_name: str) -> dict[str, int]:
    """Destroy the cases that an officer has confirmed; what may not go stays and is counted."""
    at = now()
    roles, sections = grants_on(staff_ref, today(at))
    actor = Actor(kind="staff", ref=staff_ref, name=staff_name, roles=roles, sections=sections)
    batch = act_on_many(
        case_ids=[UUID(case_id) for case_id in case_ids], command=destroy, actor=actor, at=at
    )
    return {"destroyed": len(batch.done), "refused": len(batch.refused)}


@on(DestructionConfirmed)
def start_destroying(fact: DestructionConfirmed) -> None:
    """Put the work into the queue, in the transaction of the confirmation."""
    ids = [str(case_id) for case_id in fact.case_ids]
    destroy_confirmed.enqueue(ids, fact.staff_ref, fact.staff_name)


@task(priority=10, max_attempts=3)
def make_harmless(case_file_id: str) -> str:
    """Examine one file and make its safe copy; a second run of the same job does no harm."""
    try:
        return sanitise_file(case_file_id=UUID(case_file_id), actor=SYSTEM, at=now()).state
    except NotFound:
        return "gone"


@task(priority=-10)
def look_for_viruses(case_file_id: str) -> str:
    """Scan one file that was not scanned when it came."""
    try:
        return scan_again(case_file_id=UUID(case_file_id), actor=SYSTEM, at=now()).scan
    except NotFound:
        return "gone"


@on(FilesArrived)
def start_examining(fact: FilesArrived) -> None:
    """Put each file into the queue, in the transaction that brought it."""
    for case_file_id in fact.case_file_ids:
        make_harmless.enqueue(str(case_file_id))


@periodic(every=timedelta(minutes=15))
@task(priority=-20)
def catch_up_with_files() -> dict[str, int]:
    """Files that never got their turn, and those that came while no virus scanner answered."""
    waiting, unscanned = list_overdue(now()), list_unscanned(now())
    for case_file_id in waiting:
        make_harmless.enqueue(str(case_file_id))
    for case_file_id in unscanned:
        look_for_viruses.enqueue(str(case_file_id))
    return {"waiting": len(waiting), "unscanned": len(unscanned)}


@task(priority=5)
def confirm_proof(case_id: str) -> str:
    """Ask whether the certificate of a case's signature was revoked."""
    try:
        return check_proof(case_id=UUID(case_id), actor=SYSTEM, at=now()).state
    except (NotFound, Conflict):
        return "gone"


@on(ProofUnconfirmed)
def start_confirming(fact: ProofUnconfirmed) -> None:
    """Put the question into the queue, in the transaction that opened the case."""
    confirm_proof.enqueue(str(fact.case_id))


@periodic(every=timedelta(hours=1))
@task(priority=-20)
def ask_again_about_proofs() -> int:
    """Proofs that nobody has confirmed yet, because the service did not answer."""
    waiting = list(list_to_confirm(now(), waited=timedelta(minutes=30)))
    for case_id in waiting:
        confirm_proof.enqueue(str(case_id))
    return len(waiting)
