# SPDX-License-Identifier: Apache-2.0
"""The addresses of the desk's own pages."""

from django.urls import path

from madoguchi.faces.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("style/", views.style, name="style"),
]
