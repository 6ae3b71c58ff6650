# SPDX-License-Identifier: Apache-2.0
"""The addresses of the core zone: only the health check; its engines bring the rest."""

from django.urls import include, path

from madoguchi.config.health import healthz

urlpatterns = [path("healthz", healthz), path("", include("madoguchi.platform.guard.urls"))]
