# SPDX-License-Identifier: Apache-2.0
"""Write down what remains to be done for a case, and tick it off."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, hold
from madoguchi.engines.cases.commands.write_note import check_words
from madoguchi.engines.cases.models import Task
from madoguchi.engines.cases.policy import NO_SUCH_CASE, check_may_work
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import NotFound


@transaction.atomic
def add_task(
    *,
    case_id: UUID,
    title: str,
    due_on: date | None,
    actor: Actor,
    at: datetime,
    assignee_ref: str = "",
    assignee_name: str = "",
) -> Task:
    """Add something to do.

    Raises:
        NothingWritten: no title.
    """
    title = check_words(title)[:200]
    case = hold(case_id)
    check_may_work(actor, case, on=today(at))
    task = Task.objects.create(
        case=case,
        title=title,
        due_on=due_on,
        assignee_ref=assignee_ref,
        assignee_name=assignee_name,
        added_at=at,
    )
    act(case, "task_added", actor=actor, at=at, data={"task": str(task.id), "title": title})
    return task


@transaction.atomic
def finish_task(*, task_id: UUID, actor: Actor, at: datetime) -> Task:
    """Tick a task off; a second time changes nothing."""
    task = Task.objects.filter(id=task_id).first()
    if task is None:
        raise NotFound(NO_SUCH_CASE)
    case = hold(task.case_id)
    check_may_work(actor, case, on=today(at))
    if Task.objects.filter(id=task_id, done_at__isnull=True).update(done_at=at, done_by=actor.name):
        act(case, "task_done", actor=actor, at=at, data={"task": str(task.id)})
    task.refresh_from_db()
    return task
