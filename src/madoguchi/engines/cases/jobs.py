# SPDX-License-Identifier: Apache-2.0
"""Which work of the cases engine runs by itself?"""

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from madoguchi.engines.cases.commands.act_on_many import act_on_many
from madoguchi.engines.cases.commands.destroy import destroy
from madoguchi.engines.cases.events import DestructionConfirmed
from madoguchi.engines.cases.models.counting import recount
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.facts import on
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
