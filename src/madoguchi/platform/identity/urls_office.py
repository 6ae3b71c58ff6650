# SPDX-License-Identifier: Apache-2.0
"""The addresses for signing in to the office, for one's own account, and for those of others."""

from django.urls import path

from madoguchi.platform.identity.staff import admin_pages, own_pages, own_password, views
from madoguchi.platform.identity.visiting import sending

app_name = "identity"
urlpatterns = [
    path("sign-in/", views.staff_sign_in, name="sign_in"),
    path("sign-in/passkey/", views.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/second/", views.second_step, name="second_step"),
    path("sign-in/emergency/", views.emergency, name="emergency"),
    path("sign-out/", views.staff_sign_out, name="sign_out"),
    path("me/security/", own_pages.security, name="security"),
    path("me/security/passkey/", own_pages.new_passkey, name="new_passkey"),
    path("me/security/app/", own_pages.new_code, name="new_code"),
    path("me/password/", own_password.own_password, name="own_password"),
    path("me/sessions/", own_pages.sessions, name="sessions"),
    path("me/portal/", sending.visit, name="visit_portal"),
    path("me/portal/go/", sending.go, name="visit_portal_go"),
    path("staff/", admin_pages.people, name="people"),
    path("staff/<uuid:staff_id>/", admin_pages.person, name="person"),
]
