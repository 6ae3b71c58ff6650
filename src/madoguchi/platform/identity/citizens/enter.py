# SPDX-License-Identifier: Apache-2.0
"""How is a citizen signed in without a password, and the vault opened where that is possible?"""

from datetime import datetime

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import HttpRequest

from madoguchi.platform.identity.citizens.cookie import hand_out, take_back
from madoguchi.platform.identity.citizens.sign_ins import confirm_now, sign_in_with
from madoguchi.platform.identity.models import User

BACKEND = "madoguchi.platform.identity.citizens.backend.CitizenBackend"


def enter(
    request: HttpRequest, user: User, *, method: str, private: bytes | None, at: datetime
) -> None:
    """Begin a session for this person: under a new key, with nothing of a session before.

    A person who is signed in already and proves to be the same only confirms it. Without
    ``private`` the vault stays closed, and its pages ask for the password.
    """
    if request.user.is_authenticated and request.user.pk == user.pk:
        confirm_now(request, at=at)
    else:
        # Whatever somebody may have planted in this browser's session goes before the person comes.
        request.session.flush()
        sign_in_with(request, method)
        login(request, user, backend=BACKEND)
        take_back(request)
    record_authentication(request, user, method=method, reauthenticated=True)
    if private is not None:
        hand_out(request, user, private)
