# SPDX-License-Identifier: Apache-2.0
"""The addresses of the service worker and of a person's devices."""

from django.urls import path

from madoguchi.connectors.webpush import web

app_name = "webpush"
urlpatterns = [
    path("sw.js", web.service_worker, name="service-worker"),
    path("push/", web.device, name="device"),
    path("push/subscribe/", web.subscribe, name="subscribe"),
    path("push/unsubscribe/", web.unsubscribe, name="unsubscribe"),
]
