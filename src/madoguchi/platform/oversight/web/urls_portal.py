# SPDX-License-Identifier: Apache-2.0
"""The addresses of oversight on the portal, below /staff/oversight/."""

from django.urls import path

from madoguchi.platform.oversight.web import visiting

app_name = "oversight"

urlpatterns = [
    path("", visiting.findings, name="findings"),
    path("export/", visiting.export, name="export"),
    path("log/", visiting.log_state, name="log"),
]
