# SPDX-License-Identifier: Apache-2.0
"""Who acts in this request?"""

from django.http import HttpRequest

from madoguchi.kernel.actors import GUEST, Actor
from madoguchi.kernel.clock import today
from madoguchi.platform.identity.models import User
from madoguchi.platform.organisation.api import grants_on

_KEPT = "_identity_actor"


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person with roles and sections of today, or a guest; read once a request."""
    kept = getattr(request, _KEPT, None)
    if isinstance(kept, Actor):
        return kept
    user = getattr(request, "user", None)
    actor = actor_for(user) if isinstance(user, User) and user.is_authenticated else GUEST
    setattr(request, _KEPT, actor)
    return actor


def forget_actor(request: HttpRequest) -> None:
    """Read the actor again, because somebody has just signed in or out."""
    request.__dict__.pop(_KEPT, None)


def actor_for(user: User) -> Actor:
    """The actor that an account stands for."""
    if not user.is_staff:
        return Actor(kind="citizen", ref=user.ref, name="")
    token = getattr(user, "organisation_token", None)
    roles, sections = grants_on(user.ref, today(), token=token)
    return Actor(kind="staff", ref=user.ref, name=user.display_name, roles=roles, sections=sections)
