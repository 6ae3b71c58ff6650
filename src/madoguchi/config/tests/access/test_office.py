# SPDX-License-Identifier: Apache-2.0
"""The office: does each role get what its permissions say, in its own section only?"""

from datetime import date

import pytest
from django.test import Client

from madoguchi.config.tests.access.matrix import (
    UNSAFE,
    Role,
    all_addresses,
    attempt,
    attempts,
    violation,
)
from madoguchi.engines.cases.api import ask_opinion, receive_amendment
from madoguchi.engines.cases.tests import hall
from madoguchi.engines.cases.tests.conftest import (
    alone,  # noqa: F401 - a fixture
    at,  # noqa: F401 - a fixture
)
from madoguchi.engines.cases.tests.test_amendments import request_of
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.identity.api import User, actor_for
from madoguchi.platform.organisation.api import PERMISSIONS, appoint, permissions_of
from tests.architecture.conftest import must_be_empty

pytestmark = pytest.mark.django_db
BACKEND = "madoguchi.platform.identity.staff.backend.StaffBackend"
POSTS = {
    "viewer": ("child-support", "support"),
    "case_worker": ("child-support", "counter"),
    "decider": ("child-support", "deputy"),
    "senior": ("child-support", "chief"),
    "administrator": ("child-support", "administrator"),
    "privacy_officer": ("dx", "privacy"),
    "treasurer": ("accounting", "treasury"),
    "cashier": ("accounting", "counter"),
    "another section": ("roads", "chief"),
}


@pytest.fixture
def city(db, at, alone):  # noqa: F811
    """A town hall with a member of staff per role, one suspended, one whose post has ended."""
    hall.build_town_hall()
    roles = {name: _member(name, place) for name, place in POSTS.items()}
    roles["without a post"] = _member("without a post")
    roles["post has ended"] = _member("post has ended", POSTS["senior"], until=date(2026, 3, 31))
    suspended = _member("suspended", POSTS["senior"])
    User.objects.filter(login="suspended").update(is_active=False)
    roles["suspended"] = Role("suspended", "guest", cookies=suspended.cookies)
    roles["stranger"] = Role("stranger", "guest")
    citizen = User.objects.create(kind=User.Kind.CITIZEN, email="akari@example.jp", password="!")
    roles["citizen"] = Role("citizen", "guest", cookies=_signed_in(citizen))
    return roles, _things(at)


def _member(name, place=None, until=None):
    user = hall.make_staff(name, name)
    if place:
        appoint(
            staff_ref=user.ref, section=place[0], post=place[1], from_on=date(2025, 4, 1),
            until_on=until, actor=SYSTEM, at=hall.LONG_AGO,
        )  # fmt: skip
    return Role(name, "staff", permissions_of(actor_for(user).roles), cookies=_signed_in(user))


def _signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies


def _things(moment):
    case = hall.open_one()
    clerk = actor_for(User.objects.get(login="case_worker"))
    opinion = ask_opinion(
        case_id=hall.open_one().id, section="roads", question="支障はありますか。",
        due_on=None, actor=clerk, at=moment,
    )  # fmt: skip
    amendment = receive_amendment(request=request_of(case, moment), at=moment)
    return {
        "number": case.number,
        "amendment_id": str(amendment.id),
        "outcome": "approved",
        "verb": "note",
        "page": "1",
        "opinion_id": str(opinion.id),
        "staff_id": clerk.ref.removeprefix("identity:"),
    }


def test_the_roles_of_the_test_are_those_of_the_product(city):
    roles, _ = city
    assert set(PERMISSIONS) <= set(roles)
    for name in PERMISSIONS:
        assert roles[name].permissions >= PERMISSIONS[name]
    assert roles["without a post"].permissions == roles["post has ended"].permissions == frozenset()


def test_every_role_gets_what_the_policy_says(city):
    roles, things = city
    tries = list(attempts(roles.values(), all_addresses(), things))
    must_be_empty([fault for one in tries if (fault := violation(one))])
    print(f"{len(tries)} tries, {len(roles)} roles, violations 0")
    assert len(tries) >= 11 * 8 * 30


def test_every_address_lets_somebody_in(city):
    """The matrix would be green on a house with all doors walled up."""
    roles, things = city
    shut = []
    for address in all_addresses():
        tries = [
            attempt(role, method, address, things)
            for role in roles.values()
            for method in ("GET", "POST")
        ]
        if not any(one.verdict == "in" and one.status != 405 for one in tries):
            shut.append(address.pattern)
    # Things that the tests of cases make and open (test_pages.py, test_file_pages.py), the root of an interface, which
    # has no page, and the way out, which ends at the sign-in page.
    # Second factors and passwords change only after a sign-in of the last quarter of an hour
    # (test_second_factor.py, test_first_password.py); sessions of the matrix are older.
    assert set(shut) <= {
        "/me/password/",
        "/me/security/app/",
        "/me/security/passkey/",
        "/sign-out/",
        "/cases/api/",
        "/cases/<number>/files/<file_id>/",
        "/cases/<number>/files/<file_id>/again/",
        "/cases/<number>/files/<file_id>/look/",
        "/cases/<number>/files/<file_id>/original/",
        "/cases/<number>/files/<file_id>/pages/<page>.jpg",
        "/cases/<number>/letters/<letter_id>.pdf",
        "/cases/<number>/tasks/<task_id>/",
        "/cases/<number>/decide/<outcome>/",
        "/cases/<number>/letter/preview/<outcome>.pdf",
        "/cases/ask-again/<item_id>/",
        "/cases/keys/<change_id>/",
        "/cases/views/<filter_id>/remove/",
    }


def test_another_section_reaches_no_case(city):
    roles, things = city
    ours = [one for one in all_addresses() if "number" in one.parameters]
    assert len(ours) >= 10
    faults = []
    for one in attempts([roles["another section"]], ours, things):
        if one.verdict == "in" and one.status != 405:
            faults.append(f"reached: {one}")
        if things["number"].encode() in one.body.replace(one.path.encode(), b""):
            faults.append(f"told of it: {one}")
    must_be_empty(faults)


def test_no_form_is_taken_from_another_site(city):
    roles, things = city
    faults = []
    for address in all_addresses():
        for method in UNSAFE:
            one = attempt(roles["senior"], method, address, things, csrf=True)
            if one.status not in {403, 405} and address.pattern not in WITHOUT_TOKEN:
                faults.append(str(one))
    must_be_empty(faults)


WITHOUT_TOKEN = {"/csp-report"}
"""Browsers report without a token; the address counts and does nothing else."""
