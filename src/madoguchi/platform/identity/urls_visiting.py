# SPDX-License-Identifier: Apache-2.0
"""The addresses under which staff come to the portal and leave it; engines add their own pages."""

from django.urls import path

from madoguchi.platform.identity.visiting import receiving

app_name = "visit"
urlpatterns = [
    path("begin/", receiving.begin, name="begin"),
    path("enter/", receiving.enter, name="enter"),
    path("leave/", receiving.leave, name="leave"),
]
