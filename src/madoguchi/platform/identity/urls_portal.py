# SPDX-License-Identifier: Apache-2.0
"""The addresses of citizens' accounts: the pages of django-allauth that the product offers."""

from allauth.account import views
from django.urls import path

from madoguchi.platform.identity.business.views import business_return
from madoguchi.platform.identity.card.views import card_return
from madoguchi.platform.identity.citizens.account_page import account, end_sessions
from madoguchi.platform.identity.citizens.card_entering import card_create, card_enter, card_sign_in
from madoguchi.platform.identity.citizens.card_linking import (
    card_for_key,
    card_key_done,
    card_link,
    card_linked,
    card_unlink,
)
from madoguchi.platform.identity.citizens.email_pages import email_change, email_codes
from madoguchi.platform.identity.citizens.passkey_pages import (
    passkey_add,
    passkey_remove,
    passkey_renew,
    passkey_sign_in,
)
from madoguchi.platform.identity.citizens.recovery_pages import recovery_renew
from madoguchi.platform.identity.citizens.second_factor import second_factor
from madoguchi.platform.identity.citizens.totp_pages import totp_add, totp_remove
from madoguchi.platform.identity.citizens.views import password_set, sign_in_page, unlock_page
from madoguchi.platform.screens.policies import open_to_all, signed_in

_entrance = open_to_all("the way to an account")

urlpatterns = [
    path("", account, name="account_email"),
    path("business/return/", business_return, name="business_return"),
    path("sessions/end/", end_sessions, name="account_end_sessions"),
    path("email/", email_change, name="account_email_change"),
    path("email/codes/", email_codes, name="account_email_codes"),
    path("passkey/", passkey_sign_in, name="passkey_sign_in"),
    path("passkeys/add/", passkey_add, name="passkey_add"),
    path("passkeys/<uuid:passkey_id>/renew/", passkey_renew, name="passkey_renew"),
    path("passkeys/<uuid:passkey_id>/remove/", passkey_remove, name="passkey_remove"),
    path("app/add/", totp_add, name="account_totp_add"),
    path("app/remove/", totp_remove, name="account_totp_remove"),
    path("recovery/", recovery_renew, name="account_recovery_renew"),
    path("second/", second_factor, name="account_second_factor"),
    path("card/return/", card_return, name="card_return"),
    path("card/sign-in/", card_sign_in, name="card_sign_in"),
    path("card/enter/", card_enter, name="card_enter"),
    path("card/create/", card_create, name="card_create"),
    path("card/link/", card_link, name="card_link"),
    path("card/linked/", card_linked, name="card_linked"),
    path("card/unlink/", card_unlink, name="card_unlink"),
    path("card/key/", card_for_key, name="card_for_key"),
    path("card/key/done/", card_key_done, name="card_key_done"),
    path("login/", sign_in_page, name="account_login"),
    path("logout/", _entrance(views.logout), name="account_logout"),
    path("inactive/", _entrance(views.account_inactive), name="account_inactive"),
    path("signup/", _entrance(views.signup), name="account_signup"),
    path(
        "confirm-email/",
        _entrance(views.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("unlock/", unlock_page, name="account_reauthenticate"),
    path("password/change/", signed_in(views.password_change), name="account_change_password"),
    path("password/set/", password_set, name="account_set_password"),
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
