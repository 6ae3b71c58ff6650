# SPDX-License-Identifier: Apache-2.0
"""The addresses of LINE's webhook and of linking an account."""

from django.urls import path

from madoguchi.connectors.line import web

app_name = "line"
urlpatterns = [
    path("line/webhook", web.webhook, name="webhook"),
    path("line/link/", web.link, name="link"),
]
