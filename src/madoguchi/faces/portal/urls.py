# SPDX-License-Identifier: Apache-2.0
"""The addresses of the portal's own pages."""

from django.urls import path

from madoguchi.faces.portal import staff, views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("sitemap/", views.sitemap, name="sitemap"),
    path("staff/", staff.home, name="staff"),
    path("style/", views.style, name="style"),
]
