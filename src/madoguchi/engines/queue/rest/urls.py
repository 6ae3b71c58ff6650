# SPDX-License-Identifier: Apache-2.0
"""The addresses of the queue's JSON interface."""

from django.urls import path

from madoguchi.engines.queue.rest.lines import lines

app_name = "queue-api"
urlpatterns = [path("queue/lines", lines, name="lines")]
