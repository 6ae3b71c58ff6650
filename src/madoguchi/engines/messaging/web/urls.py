# SPDX-License-Identifier: Apache-2.0
"""The addresses of messaging's pages."""

from django.urls import URLPattern

app_name = "messaging"
urlpatterns: list[URLPattern] = []
