# SPDX-License-Identifier: Apache-2.0
"""The portal: who gets in where, and does anyone reach what belongs to another?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.cookies import SimpleCookie

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from madoguchi.config.tests.access import booked, notified
from madoguchi.config.tests.access.matrix import (
    HARMLESS,
    UNSAFE,
    Role,
    all_addresses,
    attempt,
    attempts,
    violation,
)
from madoguchi.engines.booking.api import hold, order_evacuation, plan_round
from madoguchi.engines.booking.tests.town import build, want
from madoguchi.engines.booking.tests.town import citizen as booker
from madoguchi.engines.procedures.tests.conftest import (
    AT,
    Citizen,
    _keys,  # noqa: F401 - a fixture
    _portal,  # noqa: F401 - a fixture
    at,  # noqa: F401 - a fixture
    facts,  # noqa: F401 - a fixture
    fill_dog,
    install,  # noqa: F401 - a fixture
)
from madoguchi.engines.queue.api import add_kiosk
from madoguchi.engines.queue.tests import hall
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import frozen, to_local
from madoguchi.platform.identity.api import User, actor_for, create_citizen, create_staff
from madoguchi.platform.identity.visiting.assertion import Assertion
from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in
from madoguchi.platform.organisation.api import permissions_of
from madoguchi.platform.zones.request_signing import Line, sign_request
from tests.architecture.conftest import must_be_empty
from tests.cast import AKARI, FUNAKI, SANAMI

pytestmark = pytest.mark.django_db
OPEN_HOUR = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PARTS = 6
"""Tens of thousands of tries, shared among processes."""
OWN = "しお"
"""The name of the dog in 灯 あかり's application: nobody else may ever read it."""


@pytest.fixture
def city(install, facts, at, _keys):  # noqa: F811
    """灯 あかり with an account, 舟木 with another, a guest with a secret: each has a draft and an
    application; a stranger has none."""
    install("dog-claim")
    signed = {who.email: _citizen(who) for who in (AKARI, FUNAKI)}
    people = {
        "citizen": signed[AKARI.email],
        "other citizen": signed[FUNAKI.email],
        "guest with a secret": Citizen(),
    }
    counters = _counters()
    things = {name: _things(one) | counters for name, one in people.items()}
    booked.place_court(AT)
    notices = notified.write_notices(AT, key=booked.KEY)
    for hour, (name, who) in enumerate((("citizen", AKARI), ("other citizen", FUNAKI)), 9):
        actor = actor_for(User.objects.get(email=who.email))
        things[name] |= booked.things_of(actor, AT, hour=hour)
        things[name] |= notified.things_of(actor, AT)
    roles = {
        name: Role(name, "citizen", cookies=one.client.cookies) for name, one in people.items()
    }
    roles["guest with a secret"] = replace(roles["guest with a secret"], kind="guest")
    roles["stranger"] = Role("stranger", "guest")
    roles["member of staff"] = Role("member of staff", "guest", cookies=_staff_cookies())
    roles["closed account"] = Role("closed account", "guest", cookies=_closed_cookies(install))
    roles["visiting staff"] = _visitor("visiting staff", "viewer")
    roles["visiting senior"] = _visitor(
        "visiting senior",
        "senior",
        "treasurer",
        sections=("citizens", "sports", "tax", "accounting"),
    )
    roles["visiting officer"] = _visitor("visiting officer", "privacy_officer")
    roles["visiting staff without a role"] = _visitor("visiting staff without a role")
    things["citizen"] |= _booking_things() | notices
    return roles | _zones(_keys), things


def _citizen(who):
    create_citizen(email=who.email, password=who.password, at=AT)
    citizen = Citizen()
    citizen.sign_in(who)
    return citizen


def _things(citizen):
    """File one application and begin another; their ids."""
    fill_dog(citizen)
    citizen.post(f"/drafts/{citizen.draft_id}/send/")
    submission = citizen.url.split("/applications/")[1].split("/")[0]
    citizen.start("dog-claim")
    return {
        "submission_id": submission,
        "draft_id": citizen.draft_id,
        "procedure_id": "dog-claim",
        "step_id": "owner",
        "item": "1",
    }


def _counters():
    """Lines, desks, a ticket and a kiosk of the city hall; their keys."""
    with frozen(OPEN_HOUR):
        hall.build(OPEN_HOUR)
        ticket = hall.take(at=OPEN_HOUR)
        kiosk = add_kiosk(title="ロビー", section="", actor=SYSTEM, at=OPEN_HOUR)
    return {
        "version": "1", "line_key": "moving", "desk_key": "desk-1", "section": "citizens",
        "code": ticket.code, "kiosk_code": kiosk.code,
    }  # fmt: skip


def _staff_cookies():
    """An account of the office whose session somebody has carried to the portal."""
    user = create_staff(
        login=SANAMI.login, display_name=SANAMI.name, password=SANAMI.password, actor=SYSTEM, at=AT
    )
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    return client.cookies


def _booking_things():
    """A gym with a booking, a course and a lottery; the numbers that their pages need."""
    build(AT)
    made = hold(wanted=want(straight=True), actor=booker("akari"), at=AT)
    day = to_local(made.starts_at).date()
    plan_round(
        key="january", title={"ja": "1月の抽選"}, offers=["gym"], days=(day, day), opens_at=AT,
        closes_at=AT + timedelta(days=1), confirm_by=AT + timedelta(days=2), actor=SYSTEM, at=AT,
    )  # fmt: skip
    order = order_evacuation(
        spaces=["room-2"], starts_at=AT, ends_at=AT + timedelta(days=1), words="訓練",
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    return {
        "verb": "attend", "offer": "course", "space": "gym",
        "round": "january", "order": str(order.id),
    }  # fmt: skip


def _visitor(name, *roles, sections=("citizens", "tax")):
    """Somebody whom the office has sent to the staff pages."""
    told = Assertion(
        audience="", nonce="", id=name, issued=0, expires=int(AT.timestamp()) + 60,
        ref="identity:0197a000-0000-7000-8000-000000000001", name=SANAMI.name,
        roles=roles, sections=sections, factors=("passkey",),
        session_ends=int(AT.timestamp()) + 3600,
    )  # fmt: skip
    cookies = SimpleCookie({COOKIE: let_in(told, at=AT)})
    return Role(name, "visiting_staff", permissions_of(roles), cookies=cookies)


def _closed_cookies(_install):
    """A citizen who was signed in when the account was closed."""
    create_citizen(email="closed@example.jp", password=AKARI.password, at=AT)
    citizen = Citizen()
    citizen.client.post(
        "/accounts/login/", {"login": "closed@example.jp", "password": AKARI.password}
    )
    User.objects.filter(email="closed@example.jp").update(is_active=False)
    return citizen.client.cookies


def _zones(keys):
    """The office, and those who only say that they are."""
    _, portal, office = keys
    stranger = Ed25519PrivateKey.generate()
    late = AT - timedelta(minutes=6)
    return {
        "the office": _zone("the office", "zone", office.signing),
        "a stranger as the office": _zone("a stranger as the office", "guest", stranger),
        "the portal itself": _zone("the portal itself", "guest", portal.signing, zone="portal"),
        "an unknown zone": _zone("an unknown zone", "guest", office.signing, zone="core"),
        "the office to another": _zone(
            "the office to another", "guest", office.signing, to_zone="core"
        ),
        "the office, late": _zone("the office, late", "guest", office.signing, moment=late),
    }


def _zone(name, kind, signer, *, zone="office", to_zone="portal", moment=AT):
    def headers(method, path, query="", body=b""):
        line = Line(method, path, query, sha256(body).hexdigest())
        return sign_request(line, signer=signer, zone=zone, to_zone=to_zone, at=moment)

    return Role(name, kind, headers=headers)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_role_gets_what_the_policy_says(city, part):
    roles, things = city
    tries = list(attempts(roles.values(), list(all_addresses())[part::PARTS], things["citizen"]))
    must_be_empty([fault for one in tries if (fault := violation(one))])
    print(f"{len(tries)} tries, {len(roles)} roles, violations 0")
    assert len(tries) >= 11 * 8 * 50


SHUT_HERE = {
    "/accounts/card/sign-in/",
    "/accounts/passkeys/<passkey_id>/remove/",
    "/accounts/passkeys/<passkey_id>/renew/",
    "/accounts/second/",
    "/accounts/password/reset/confirm/",
    "/api/",
    "/applications/<submission_id>/data.json",
    # The file of a lottery that was drawn (booking's test_citizen_own.py), and the way to the
    # provider of cards that this room does not have.
    "/booking/lotteries/<key>/published.json",
    "/booking/registration/card/",
    # LINE's own word, a provider's signature, a batch of letters: the connectors' own tests.
    "/line/link/",
    "/line/webhook",
    "/sms/receipts",
    "/staff/letters/<batch>/open/",
    "/staff/letters/<batch>/printed/",
    "/drafts/<draft_id>/business/go/",
    "/drafts/<draft_id>/card/prove/",
    "/applications/<submission_id>/files/<file_id>/",
    # For whom an invitation or a series is (booking's test_rules_pages.py).
    "/booking/invited/cancel/",
    "/booking/invited/choose/",
    "/booking/series/<key>/",
    "/booking/series/of/<number>/",
    "/staff/booking/rules/invitations/<key>/",
    "/staff/booking/rules/invitations/<key>/withdraw/",
    "/staff/booking/rules/series/of/<number>/",
    # Somebody's due, which has a number of its own kind, and the provider that this room does not
    # have (payments' test_citizen_pages.py).
    "/pay/attempts/<attempt_id>/",
    "/pay/attempts/<attempt_id>/give-up/",
    "/pay/dues/<number>/",
    "/pay/dues/<number>/begin/",
    "/pay/dues/<number>/receipt.pdf",
    "/pay/dues/<number>/receipt/",
    "/pay/dues/<number>/slip/",
    "/payments/gateway/webhook",
    # Dues, files, runs and tills of the treasury, made by payments' own tests of its pages.
    "/staff/payments/dues/<number>/",
    "/staff/payments/dues/<number>/slip/",
    "/staff/payments/dues/<number>/surplus/",
    "/staff/payments/files/<file_id>/",
    "/staff/payments/lines/<line_id>/",
    "/staff/payments/refunds/<refund_id>/decide/",
    "/staff/payments/refunds/payout/",
    "/staff/payments/runs/<run_id>/",
    "/staff/payments/runs/<run_id>/file/",
    "/staff/payments/runs/<run_id>/slips/",
    "/staff/payments/till/<key>/open/",
    "/staff/payments/till/payments/<payment_id>/receipt/",
    "/staff/payments/till/payments/<payment_id>/void/",
    "/staff/payments/till/sessions/<session_id>/",
    "/staff/payments/till/sessions/<session_id>/close/",
    "/staff/payments/till/sessions/<session_id>/look/",
    "/staff/payments/till/sessions/<session_id>/take/",
    # A message that nobody could deliver (messaging's test_desk_pages.py).
    "/staff/messaging/dead/retry/",
    # Addresses written into messages, verbs of their own (messaging's tests of its pages).
    "/messages/open/<token>/",
    "/messages/unsubscribe/<token>/",
    "/my/messages/settings/<verb>/",
    "/staff/messaging/notices/<notice_id>/do/<verb>/",
    "/staff/messaging/templates/<key>/do/<verb>/",
    # The way in for staff needs a word that the office has signed (test_visiting.py).
    "/staff/begin/",
    "/staff/enter/",
    "/zone/files/<file_id>",
    # Verbs of their own, and things that this room does not have (booking's tests of the desk).
    "/staff/booking/courses/<offer>/certificates/<number>/",
    "/staff/booking/emergency/<order>/calls/<number>/",
    "/staff/booking/courses/<offer>/do/<verb>/",
    "/staff/booking/lotteries/<round>/do/<verb>/",
    "/staff/booking/spaces/<space>/do/<verb>/",
    "/staff/booking/spaces/<space>/undo/<thing>/",
    "/staff/booking/waiting/<offer>/do/<verb>/",
}
"""Files and records that nobody has here (test_status.py, test_crossing.py and test_own_data.py open
them), a step after another, the ways to providers of cards and businesses (test_card.py,
test_business.py), the root of an interface, which has no page; a passkey, and the page between
password and passkey (identity's test_ways_in.py), signing in by card (test_card_accounts.py)."""


def test_every_address_lets_somebody_in(city):
    """The matrix would be green on a house with all doors walled up."""
    roles, things = city
    shut = []
    for address in all_addresses():
        tries = [
            attempt(role, method, address, things.get(name, things["citizen"]))
            for name, role in roles.items()
            for method in ("GET", "POST")
        ]
        if not any(one.verdict == "in" and one.status != 405 for one in tries):
            shut.append(address.pattern)
    assert set(shut) <= SHUT_HERE, set(shut) - SHUT_HERE


OWNERS = ("citizen", "other citizen", "guest with a secret")
PERSONAL = (
    "draft_id",
    "submission_id",
    "number",
    "waiting_id",
    "entry_id",
    "group_id",
    "message_id",
)


@pytest.mark.parametrize("owner", OWNERS)
def test_nobody_reaches_what_belongs_to_another(city, owner):
    roles, things = city
    ours = [
        one
        for one in all_addresses()
        if set(one.parameters) & set(PERSONAL) and not one.pattern.startswith("/staff/")
    ]
    assert len(ours) >= 20
    faults = []
    for name, role in roles.items():
        if name == owner:
            continue
        for one in attempts([role], ours, things[owner]):
            if one.verdict == "in" and one.status not in {302, 405}:
                faults.append(f"reached: {one}")
            if one.verdict == "broken":
                faults.append(f"broken: {one}")
            if OWN.encode() in one.body:
                faults.append(f"read: {one}")
            if one.status != 302 and one.wrote - HARMLESS:
                faults.append(f"wrote: {one}")
    must_be_empty(faults)


def test_staff_of_another_section_do_not_reach_a_booking(city):
    _, things = city
    elsewhere = _visitor("visiting senior of another section", "senior", sections=("tax",))
    ours = [
        one
        for one in all_addresses()
        if one.pattern.startswith("/staff/booking/") and "number" in one.parameters
    ]
    assert len(ours) >= 3
    tried = list(attempts([elsewhere], ours, things["citizen"]))
    must_be_empty(
        [f"reached: {one}" for one in tried if one.verdict == "in" and one.status not in {302, 405}]
    )
    must_be_empty([f"wrote: {one}" for one in tried if one.wrote - HARMLESS])


def test_the_owner_reaches_it(city):
    """Without this the test above would be green on a portal that shows nothing to anybody."""
    roles, things = city
    for owner in OWNERS:
        for pattern in ("/applications/<submission_id>/", "/drafts/<draft_id>/review/"):
            address = next(one for one in all_addresses() if one.pattern == pattern)
            one = attempt(roles[owner], "GET", address, things[owner])
            assert one.verdict == "in", str(one)


def test_no_form_is_taken_from_another_site(city):
    roles, things = city
    faults, zone = [], 0
    for address in all_addresses():
        for method in UNSAFE:
            one = attempt(roles["citizen"], method, address, things["citizen"], csrf=True)
            if address.policy == "zone":
                zone += one.status in {401, 405}
            elif one.status not in {403, 405} and address.pattern not in WITHOUT_TOKEN:
                faults.append(str(one))
    must_be_empty(faults)
    assert zone == 5 * len(UNSAFE)


WITHOUT_TOKEN = {"/csp-report", "/payments/gateway/webhook", "/messages/unsubscribe/<token>/"}
"""Browsers report without a token; the address counts and does nothing else. Mailboxes end a topic
without one (RFC 8058); the address is itself the proof and can do nothing else. The gateway seals
its reports."""
