# SPDX-License-Identifier: Apache-2.0
"""Which tickets does this browser hold? A signed cookie with their codes, for a day."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.queries.tickets import list_held
from madoguchi.platform.screens.policies import actor_on

COOKIE, SALT, PATH = "queue_tickets", "queue.tickets", "/queue/"
MOST = 8
ONE_DAY = 24 * 60 * 60


def codes_of(request: HttpRequest) -> list[str]:
    """The codes that the browser keeps; none where the cookie is not ours or old."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=ONE_DAY)
    except signing.BadSignature:
        return []
    return [one for one in kept if isinstance(one, str)][-MOST:] if isinstance(kept, list) else []


def own_tickets(request: HttpRequest) -> list[Ticket]:
    """The tickets of this browser and, signed in, of this account."""
    actor, codes = actor_on(request), codes_of(request)
    person = actor.ref if actor.kind == "citizen" else ""
    return list_held(codes, person) if codes or person else []


def keep(request: HttpRequest, response: HttpResponse, ticket: Ticket) -> None:
    """Let the browser remember one more ticket."""
    codes = [one for one in codes_of(request) if one != ticket.code]
    response.set_cookie(
        COOKIE,
        signing.dumps([*codes, ticket.code][-MOST:], salt=SALT),
        max_age=ONE_DAY,
        path=PATH,
        httponly=True,
        secure=settings.TLS,
        samesite="Lax",
    )
