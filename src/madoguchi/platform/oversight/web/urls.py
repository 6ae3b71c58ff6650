# SPDX-License-Identifier: Apache-2.0
"""The addresses of oversight, below /oversight/."""

from django.urls import path

from madoguchi.platform.oversight.web import findings, log

app_name = "oversight"

urlpatterns = [
    path("", findings.findings, name="findings"),
    path("export/", findings.export, name="export"),
    path("log/", log.log_state, name="log"),
]
