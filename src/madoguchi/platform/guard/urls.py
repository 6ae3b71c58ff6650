# SPDX-License-Identifier: Apache-2.0
"""The address of the guard, in every zone."""

from django.urls import path

from madoguchi.platform.guard.views import csp_report

app_name = "guard"
urlpatterns = [path("csp-report", csp_report, name="csp_report")]
