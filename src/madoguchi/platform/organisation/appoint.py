# SPDX-License-Identifier: Apache-2.0
"""How does a person come to a post, and leave it?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import Conflict, NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.organisation.models import Appointment, Post


class AlreadyAppointed(Conflict):
    """The person already holds this post on some of these days."""

    code = "organisation.already_appointed"


class EndsBeforeStart(Refusal):
    """The last day of an appointment lies before its first."""

    code = "organisation.ends_before_start"


def appoint(
    *,
    staff_ref: str,
    section: str,
    post: str,
    from_on: date,
    until_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Give a person a post from a day on (発令), until and including ``until_on``.

    Refused: an unknown post (NotFound), the same post twice on one day (AlreadyAppointed), a last
    day before the first (EndsBeforeStart).
    """
    _check_order(from_on, until_on)
    row = Appointment(staff_ref=staff_ref, from_on=from_on, until_on=until_on)
    with _one_at_a_time():
        row.post = _post(section, post)
        row.save(force_insert=True)
        _record("organisation.staff.appointed", row, actor, at)
    return row


def end_appointment(*, appointment_id: UUID, until_on: date, actor: Actor, at: datetime) -> None:
    """Let an appointment end with a day (異動・退職).

    Refused: a day before its first (EndsBeforeStart), a day on which a later appointment to the
    same post already runs (AlreadyAppointed).
    """
    with _one_at_a_time():
        row = Appointment.objects.select_for_update().filter(pk=appointment_id).first()
        if row is None:
            raise NotFound(text("この発令は見つかりません。", "There is no such appointment."))
        _check_order(row.from_on, until_on)
        _post(row.post.section.key, row.post.key)
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        _record("organisation.staff.relieved", row, actor, at)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One transaction; what the rule against overlaps refuses, in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise AlreadyAppointed(
            text(
                "この職員は、その期間にはすでにこの役職についています。",
                "This person already holds this post in that period.",
            ),
            next_step=text("期間を確かめてください。", "Check the period."),
        ) from None


def _post(section: str, post: str) -> Post:
    """The post, locked: two appointments that check each other's overlap would wait in a ring."""
    posts = Post.objects.select_for_update(of=("self",)).select_related("section")
    row = posts.filter(section__key=section, key=post).first()
    if row is None:
        raise NotFound(
            text(f"「{section}」に「{post}」という役職はありません。", f"No post {section}/{post}.")
        )
    return row


def _check_order(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on < from_on:
        raise EndsBeforeStart(
            text(
                "最終日が発令日より前になっています。",
                "The last day lies before the first day.",
            ),
            next_step=text("日付を入れ直してください。", "Correct the dates."),
        )


def _record(action: str, row: Appointment, actor: Actor, at: datetime) -> None:
    record(
        action=action,
        actor=actor,
        subject=row.staff_ref,
        at=at,
        detail={
            "section": row.post.section.key,
            "post": row.post.key,
            "from": row.from_on.isoformat(),
            "until": row.until_on.isoformat() if row.until_on else None,
        },
    )
