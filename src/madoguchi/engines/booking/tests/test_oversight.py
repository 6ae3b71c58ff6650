# SPDX-License-Identifier: Apache-2.0
"""Does the data protection officer see on the portal who saw whom bookings are for?"""

from datetime import timedelta

import pytest

from madoguchi.engines.booking.tests.staff import said, visit


@pytest.fixture
def seen(town, at, akari):
    """A booking for a namesake of the clerk, on a sheet that the clerk has printed."""
    from madoguchi.engines.booking import api

    made = api.hold(
        wanted=town.want(straight=True, contact={"name": "佐波 太郎", "phone": "0000-24-1111"}),
        actor=akari, at=at,
    )  # fmt: skip
    visit(at, "senior").get("/staff/booking/sheet/?day=2026-12-01&facility=gym")
    return made


def read(officer, view, **more):
    asked = "&".join(f"{key}={value}" for key, value in {"view": view, **more}.items())
    return said(officer.get(f"/staff/oversight/?{asked}"))


def test_the_officer_reads_the_log_of_the_portal(at, seen):
    from madoguchi.platform.audit.models import Leaf

    officer = visit(at, "privacy_officer", sections=("dx",))
    assert "閲覧の点検" in said(officer.get("/staff/"))
    page = read(officer, "subject", subject=seen.number)
    assert "予約の連絡先を見た" in page
    assert "佐波 みお" in page
    sheet = officer.get(f"/staff/oversight/export/?view=subject&subject={seen.number}")
    assert "予約の連絡先を見た" in sheet.getvalue().decode("utf-8-sig")
    assert "監査ログの状態" in said(officer.get("/staff/oversight/log/"))
    looks = Leaf.objects.filter(action__startswith="audit.", actor_ref=seen_by(at))
    assert looks.count() == 3
    assert not looks.filter(purpose="").exists()


def seen_by(at):
    """The reference under which ``visit`` sends everybody."""
    from madoguchi.platform.identity.models import VisitingStaff

    return VisitingStaff.objects.filter(began_at=at).first().ref


def test_a_namesake_on_a_list_is_pointed_out(at, seen):
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.platform.oversight.look import Question, look

    question = Question("relatives", at - timedelta(days=1), at + timedelta(days=1))
    [found] = look(question=question, purpose="点検", actor=SYSTEM, at=at)
    assert (found.subject, found.why, found.action) == (
        seen.number,
        "name",
        "booking.contacts.read",
    )


def test_others_do_not_look(at, town):
    for role in ("senior", "administrator", "viewer"):
        assert visit(at, role).get("/staff/oversight/").status_code == 403
    assert visit(at, "privacy_officer").get("/staff/booking/").status_code == 403


def test_a_visitor_who_has_left_is_still_named(at, seen):
    from madoguchi.platform.identity.api import names_of_visitors

    clerk = visit(at, "viewer")
    clerk.post("/staff/leave/")
    assert clerk.get("/staff/").status_code == 401
    assert set(names_of_visitors([seen_by(at)]).values()) == {"佐波 みお"}
