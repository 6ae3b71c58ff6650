# SPDX-License-Identifier: Apache-2.0
"""Which pages of django-allauth need something on top: ways to show again who one is?"""

from typing import Any

from allauth.account.views import LoginView, PasswordSetView, ReauthenticateView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from madoguchi.platform.identity.card.ports import card_prover
from madoguchi.platform.identity.citizens.card_entering import safe_way
from madoguchi.platform.identity.citizens.guards import citizens_page, confirmed
from madoguchi.platform.identity.citizens.vault import vault_of
from madoguchi.platform.identity.citizens.ways import has_password
from madoguchi.platform.identity.models import CardLink, Passkey, User
from madoguchi.platform.screens.policies import open_to_all, signed_in


class _SignIn(LoginView):
    """E-mail and password, and the ways without them."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which other ways there are."""
        way = safe_way(self.request, self.request.GET.get("next", ""))
        more = {"way_next": way, "card_offered": card_prover() is not None}
        return super().get_context_data(**kwargs) | more


sign_in_page = open_to_all("the way to an account")(_SignIn.as_view())


class _Unlock(ReauthenticateView):
    """The password once more, or a card."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User) and not has_password(user):
            return render(request, "identity/confirm.html", other_ways(request, user))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which other ways there are."""
        return super().get_context_data(**kwargs) | other_ways(self.request, self.request.user)


unlock_page = signed_in(_Unlock.as_view())


@citizens_page
@confirmed
def password_set(request: HttpRequest, user: User) -> HttpResponse:
    """A password for an account that was made by card; it needs an address to go with it."""
    if not user.email:
        return HttpResponseRedirect(reverse("account_email_change"))
    if vault_of(request) is None:
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?next={request.path}")
    answer: HttpResponse = PasswordSetView.as_view()(request)
    return answer


def other_ways(request: HttpRequest, user: User) -> dict[str, Any]:
    """What besides the password shows who one is."""
    card = card_prover() is not None and CardLink.objects.filter(user=user).exists()
    return {
        "way_next": safe_way(request, request.GET.get("next", "")),
        "way_card": card,
        "way_passkey": Passkey.objects.filter(user=user).exists(),
    }
