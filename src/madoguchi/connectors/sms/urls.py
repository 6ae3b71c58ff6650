# SPDX-License-Identifier: Apache-2.0
"""The address of delivery receipts."""

from django.urls import path

from madoguchi.connectors.sms import web

app_name = "sms"
urlpatterns = [path("sms/receipts", web.receipts, name="receipts")]
