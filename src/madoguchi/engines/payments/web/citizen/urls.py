# SPDX-License-Identifier: Apache-2.0
"""The addresses of this folder's pages."""

from django.urls import URLPattern, path

from madoguchi.engines.payments.web.citizen import account, attempt, due, dues, number, receipt

urlpatterns: list[URLPattern] = [
    path("", dues.dues, name="dues"),
    path("number/", number.number, name="number"),
    path("account/", account.account, name="account"),
    path("attempts/", attempt.attempts, name="attempts"),
    path("attempts/<uuid:attempt_id>/", attempt.attempt, name="attempt"),
    path("attempts/<uuid:attempt_id>/give-up/", attempt.give_up, name="give-up"),
    path("dues/<slug:number>/", due.due, name="due"),
    path("dues/<slug:number>/begin/", due.begin, name="begin"),
    path("dues/<slug:number>/receipt/", receipt.receipt, name="receipt"),
    path("dues/<slug:number>/receipt.pdf", receipt.receipt_pdf, name="receipt-pdf"),
]
