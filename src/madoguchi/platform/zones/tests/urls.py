# SPDX-License-Identifier: Apache-2.0
"""The addresses of a portal that has nothing but its outbox."""

from django.urls import include, path

urlpatterns = [path("zone/", include("madoguchi.platform.zones.urls"))]
