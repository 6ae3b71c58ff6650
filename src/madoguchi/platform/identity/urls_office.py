# SPDX-License-Identifier: Apache-2.0
"""The addresses for signing in to the office."""

from django.urls import path

from madoguchi.platform.identity.staff.views import staff_sign_in, staff_sign_out

app_name = "identity"
urlpatterns = [
    path("sign-in/", staff_sign_in, name="sign_in"),
    path("sign-out/", staff_sign_out, name="sign_out"),
]
