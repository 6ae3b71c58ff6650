# SPDX-License-Identifier: Apache-2.0
"""The addresses of the print queue."""

from django.urls import path

from madoguchi.connectors.letters import web

app_name = "letters"
urlpatterns = [
    path("staff/letters/", web.batches, name="batches"),
    path("staff/letters/<uuid:batch>/open/", web.open_batch, name="open"),
    path("staff/letters/<uuid:batch>/printed/", web.mark_printed, name="printed"),
]
