# SPDX-License-Identifier: Apache-2.0
"""Which question did this browser get, and may its answer still count?

The challenge of a passkey rests in the browser's session for five minutes and is used up in the
database by the first answer, so that two answers at once can't both count.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest

from madoguchi.platform.identity.factors.errors import passkey_refused
from madoguchi.platform.identity.factors.passkeys import Question, Site
from madoguchi.platform.identity.factors.spent import spend
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of

LIFE = timedelta(minutes=5)


def site_of(request: HttpRequest) -> Site:
    """The site that this browser sees; ``ALLOWED_HOSTS`` says which there may be."""
    host = request.get_host()
    name = current_city().name.pick(lang_of(request))
    scheme = "https" if request.is_secure() else "http"
    bare = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return Site(host=bare, name=name, origins=frozenset({f"{scheme}://{host}"}))


def keep_question(request: HttpRequest, use: str, question: Question, *, at: datetime) -> str:
    """Remember the challenge for one use (such as ``sign-in``); the options for the page."""
    request.session[_key(use)] = [question.challenge, (at + LIFE).isoformat()]
    return question.options


def take_challenge(request: HttpRequest, use: str, *, at: datetime) -> str:
    """The challenge that was kept, once.

    Raises:
        FactorRefused: none was asked, it is older than five minutes, or it was answered already.
    """
    kept = request.session.pop(_key(use), None)
    if not isinstance(kept, list) or len(kept) != 2:
        raise passkey_refused()
    challenge, until = str(kept[0]), datetime.fromisoformat(kept[1])
    if at >= until or not spend("passkey-challenge", challenge, until=until):
        raise passkey_refused()
    return challenge


def _key(use: str) -> str:
    return f"passkey_question_{use}"
