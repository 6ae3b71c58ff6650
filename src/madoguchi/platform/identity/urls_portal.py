# SPDX-License-Identifier: Apache-2.0
"""The addresses of citizens' accounts: the pages of django-allauth that the product offers."""

from allauth.account import views
from django.urls import path

from madoguchi.platform.identity.card.views import card_return
from madoguchi.platform.identity.citizens.views import account
from madoguchi.platform.screens.policies import open_to_all, signed_in

_entrance = open_to_all("the way to an account")

urlpatterns = [
    path("", account, name="account_email"),
    path("card/return/", card_return, name="card_return"),
    path("login/", _entrance(views.login), name="account_login"),
    path("logout/", _entrance(views.logout), name="account_logout"),
    path("inactive/", _entrance(views.account_inactive), name="account_inactive"),
    path("signup/", _entrance(views.signup), name="account_signup"),
    path(
        "confirm-email/",
        _entrance(views.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("unlock/", signed_in(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", signed_in(views.password_change), name="account_change_password"),
    path("password/reset/", _entrance(views.password_reset), name="account_reset_password"),
    path(
        "password/reset/confirm/",
        _entrance(views.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path(
        "password/reset/complete/",
        _entrance(views.complete_password_reset),
        name="account_complete_password_reset",
    ),
    path(
        "password/reset/done/",
        _entrance(views.password_reset_from_key_done),
        name="account_password_reset_completed",
    ),
]
