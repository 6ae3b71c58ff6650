# SPDX-License-Identifier: Apache-2.0
"""The addresses of a citizen's messages and settings."""

from django.urls import URLPattern, path

from madoguchi.engines.messaging.web.citizen import inbox, opened, settings

urlpatterns: list[URLPattern] = [
    path("my/messages/", inbox.inbox, name="inbox"),
    path("my/messages/settings/", settings.settings, name="settings"),
    path("my/messages/settings/<slug:verb>/", settings.change, name="settings-do"),
    path("my/messages/<uuid:message_id>/", inbox.message, name="message"),
    path("my/messages/<uuid:message_id>/away/", inbox.away, name="away"),
    path("messages/open/<str:token>/", opened.opened, name="open"),
    path("messages/unsubscribe/<str:token>/", opened.unsubscribe, name="unsubscribe"),
]
