# SPDX-License-Identifier: Apache-2.0
"""How does a request open a draft, and what if it cannot?"""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from madoguchi.engines.procedures.queries.drafts import get_draft, is_of_an_account
from madoguchi.engines.procedures.queries.form import OpenForm, open_form
from madoguchi.engines.procedures.queries.submissions import find_by_draft
from madoguchi.engines.procedures.rules.refusals import DraftUnknown
from madoguchi.engines.procedures.web.holders import account_of, holders_of, vault_for
from madoguchi.platform.screens.policies import ask_to_sign_in, page_behind, sign_in_url


class Elsewhere(Exception):
    """The draft cannot be opened here, but another page helps; carries the way there."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def identity_of(request: HttpRequest) -> str:
    """How sure the portal is of the person: a sign-in proves an e-mail address."""
    return "email" if account_of(request) else "none"


def open_for(request: HttpRequest, draft_id: UUID, *, at: datetime) -> OpenForm:
    """The form of a draft that is open to this request.

    Raises:
        Elsewhere: it was sent already, or it may open once the person has signed in (again).
        DraftUnknown: nothing of that is the case.
    """
    try:
        draft = get_draft(draft_id, holders_of(request), at=at)
    except DraftUnknown:
        raise_elsewhere(request, draft_id, at=at)
        raise
    return open_form(draft, identity=identity_of(request), at=at)


def raise_elsewhere(request: HttpRequest, draft_id: UUID, *, at: datetime) -> None:
    """Send the person where they can go on; returns where there is no such place."""
    sent = find_by_draft(draft_id)
    if sent is not None:
        raise Elsewhere(HttpResponseRedirect(reverse("procedures:receipt", args=[sent.id])))
    if not is_of_an_account(draft_id, at=at):
        return
    if account_of(request) is None:
        raise Elsewhere(HttpResponseRedirect(sign_in_url(way_back(request))))
    if vault_for(request) is None:
        raise Elsewhere(HttpResponseRedirect(unlock_url(way_back(request))))


def way_back(request: HttpRequest) -> str:
    """The address to return to after signing in."""
    return request.get_full_path() if request.method == "GET" else f"{request.path}?rescued=1"


def ask_to_unlock(request: HttpRequest) -> HttpResponse:
    """Send an account whose vault has closed to open it; keep a form that was on its way."""
    return ask_to_sign_in(request, address=unlock_url(page_behind(request)), words="locked_kept")


def unlock_url(back: str) -> str:
    """The page that asks for the password again."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
