# SPDX-License-Identifier: Apache-2.0
"""Who has which roles where on which day, with several posts, transfers and races?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.organisation import chart
from madoguchi.platform.organisation.api import (
    AlreadyAppointed,
    Appointment,
    Post,
    appoint,
    end_appointment,
    grants_on,
    list_staff_of,
    load_organisation,
    may,
    permissions_of,
    posts_on,
    roles_on,
    sections_on,
)
from madoguchi.platform.organisation.appoint import EndsBeforeStart

SANAMI, TAKEUCHI = "identity:sanami", "identity:takeuchi"
TODAY = date(2026, 11, 21)
APRIL = date(2026, 4, 1)
db = pytest.mark.django_db


def give(who, section, post, from_on=APRIL, until_on=None, *, actor, at):
    return appoint(
        staff_ref=who, section=section, post=post, from_on=from_on, until_on=until_on,
        actor=actor, at=at,
    )  # fmt: skip


@db
def test_a_clerk_with_two_posts_has_both_roles_in_both_sections(loaded, administrator, at):
    give(SANAMI, "child-support", "counter", actor=administrator, at=at)
    give(SANAMI, "elderly", "looker", actor=administrator, at=at)
    assert roles_on(SANAMI, TODAY) == {"case_worker", "viewer"}
    assert sections_on(SANAMI, TODAY) == {"child-support", "elderly"}
    assert grants_on(SANAMI, TODAY) == (roles_on(SANAMI, TODAY), sections_on(SANAMI, TODAY))
    assert [held.title for held in posts_on(SANAMI, TODAY)] == ["窓口係", "応援"]
    assert may(SANAMI, "cases.work", on=TODAY, section="child-support")
    assert not may(SANAMI, "cases.work", on=TODAY, section="elderly")
    assert may(SANAMI, "cases.view", on=TODAY, section="elderly")
    assert not may(SANAMI, "cases.decide", on=TODAY)
    assert list_staff_of("elderly", TODAY) == [SANAMI]
    assert [leaf.action for leaf in list_by_subject(SANAMI)] == ["organisation.staff.appointed"] * 2


@db
def test_the_head_of_a_department_covers_its_sections(loaded, administrator, at):
    give(TAKEUCHI, "welfare", "chief", actor=administrator, at=at)
    assert sections_on(TAKEUCHI, TODAY) == {"welfare", "child-support", "elderly"}
    assert may(TAKEUCHI, "cases.decide", on=TODAY, section="elderly")
    assert not may(TAKEUCHI, "cases.decide", on=TODAY, section="treasury")


@db
def test_appointments_hold_from_their_first_to_their_last_day(loaded, administrator, at):
    last = date(2026, 9, 30)
    row = give(SANAMI, "elderly", "counter", until_on=last, actor=administrator, at=at)
    assert roles_on(SANAMI, APRIL - timedelta(1)) == frozenset()
    assert roles_on(SANAMI, APRIL) == {"case_worker"}
    assert roles_on(SANAMI, last) == {"case_worker"}
    assert roles_on(SANAMI, last + timedelta(1)) == frozenset()
    give(SANAMI, "elderly", "counter", from_on=date(2026, 10, 1), actor=administrator, at=at)
    assert roles_on(SANAMI, TODAY) == {"case_worker"}
    end_appointment(appointment_id=row.pk, until_on=APRIL, actor=administrator, at=at)
    assert roles_on(SANAMI, APRIL + timedelta(1)) == frozenset()
    with pytest.raises(EndsBeforeStart):
        end_appointment(
            appointment_id=row.pk, until_on=APRIL - timedelta(1), actor=administrator, at=at
        )


@db
@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [(APRIL, None), (date(2026, 9, 30), date(2026, 12, 1)), (date(2020, 1, 1), APRIL),
     (date(2020, 1, 1), None), (date(2026, 5, 1), date(2026, 5, 1))],
)  # fmt: skip
def test_the_same_post_twice_on_one_day_is_refused(loaded, administrator, at, from_on, until_on):
    give(SANAMI, "elderly", "counter", APRIL, date(2026, 9, 30), actor=administrator, at=at)
    with pytest.raises(AlreadyAppointed):
        give(SANAMI, "elderly", "counter", from_on, until_on, actor=administrator, at=at)
    assert Appointment.objects.count() == 1
    assert len(list_by_subject(SANAMI)) == 1


@db
def test_a_longer_appointment_may_not_run_into_the_next(loaded, administrator, at):
    first = give(SANAMI, "elderly", "counter", APRIL, date(2026, 9, 30), actor=administrator, at=at)
    give(SANAMI, "elderly", "counter", date(2026, 10, 1), actor=administrator, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=first.pk).update(until_on=None)


@db
def test_unknown_posts_and_wrong_orders_are_refused(loaded, administrator, at):
    with pytest.raises(NotFound):
        give(SANAMI, "elderly", "king", actor=administrator, at=at)
    with pytest.raises(EndsBeforeStart):
        give(SANAMI, "elderly", "counter", TODAY, APRIL, actor=administrator, at=at)


@db
def test_asking_costs_one_query_once_the_chart_is_known(
    loaded, administrator, at, django_assert_num_queries, monkeypatch
):
    give(SANAMI, "elderly", "counter", actor=administrator, at=at)
    monkeypatch.setattr(chart, "may_be_kept", lambda token: True)
    monkeypatch.setattr(chart, "_kept", None)
    roles_on(SANAMI, TODAY)
    with django_assert_num_queries(1):
        assert roles_on(SANAMI, TODAY) == {"case_worker"}
    post = Post.objects.get(section__key="elderly", key="counter")
    post.roles = ["viewer"]
    post.save()
    assert roles_on(SANAMI, TODAY) == {"viewer"}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_is_not_remembered(city, administrator, at):
    load_organisation(city, at=at)
    with transaction.atomic():
        give(SANAMI, "elderly", "counter", actor=administrator, at=at)
        assert roles_on(SANAMI, TODAY) == {"case_worker"}
        transaction.set_rollback(True)
    assert roles_on(SANAMI, TODAY) == frozenset()
    give(SANAMI, "elderly", "looker", actor=administrator, at=at)
    assert roles_on(SANAMI, TODAY) == {"viewer"}


@db
def test_a_term_cannot_be_lengthened_into_the_next_one(loaded, administrator, at):
    first = give(
        SANAMI, "elderly", "counter", until_on=date(2026, 6, 30), actor=administrator, at=at
    )
    give(SANAMI, "elderly", "counter", date(2026, 8, 1), actor=administrator, at=at)
    with pytest.raises(AlreadyAppointed):
        end_appointment(
            appointment_id=first.pk, until_on=date(2026, 8, 1), actor=administrator, at=at
        )
    first.refresh_from_db()
    assert first.until_on == date(2026, 6, 30)


@pytest.mark.django_db(transaction=True)
def test_of_eight_appointments_at_once_one_is_made(city, administrator, at):
    load_organisation(city, at=at)
    start = Barrier(8)

    def race(_):
        start.wait(10)
        try:
            give(SANAMI, "elderly", "counter", actor=administrator, at=at)
        except AlreadyAppointed:
            return "refused"
        else:
            return "made"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(race, range(8)))
    assert results == ["made", *["refused"] * 7]
    assert Appointment.objects.count() == 1


def test_roles_add_up_and_unknown_ones_carry_nothing():
    assert permissions_of(["viewer"]) < permissions_of(["case_worker"])
    assert (
        permissions_of(["case_worker"]) < permissions_of(["decider"]) < permissions_of(["senior"])
    )
    assert "cases.decide" not in permissions_of(["administrator"])
    assert "procedures.publish" in permissions_of(["administrator"])
    assert permissions_of(["king"]) == frozenset()
