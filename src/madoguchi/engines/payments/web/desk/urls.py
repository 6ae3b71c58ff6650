# SPDX-License-Identifier: Apache-2.0
"""The addresses of the treasurer's pages, under /staff/payments/."""

from django.urls import URLPattern, path

from madoguchi.engines.payments.web.desk import due, files, money_back, sheets, till, work

urlpatterns: list[URLPattern] = [
    path("", work.work, name="desk"),
    path("dues/", work.dues, name="desk-dues"),
    path("dues/<slug:number>/", due.due, name="desk-due"),
    path("dues/<slug:number>/slip/", due.slip, name="desk-slip"),
    path("dues/<slug:number>/surplus/", due.surplus, name="desk-surplus"),
    path("overpaid/", work.overpaid, name="desk-overpaid"),
    path("overdue/", work.overdue, name="desk-overdue"),
    path("overdue/slips/", work.print_overdue, name="desk-overdue-slips"),
    path("files/", files.files, name="desk-files"),
    path("files/<uuid:file_id>/", files.file, name="desk-file"),
    path("lines/", files.lines, name="desk-lines"),
    path("lines/<uuid:line_id>/", files.line, name="desk-line"),
    path("refunds/", money_back.refunds, name="desk-refunds"),
    path("refunds/payout/", money_back.payout, name="desk-payout"),
    path("refunds/<uuid:refund_id>/decide/", money_back.decide, name="desk-refund-decide"),
    path("runs/", money_back.runs, name="desk-runs"),
    path("runs/<uuid:run_id>/", money_back.run, name="desk-run"),
    path("runs/<uuid:run_id>/file/", money_back.run_file, name="desk-run-file"),
    path("runs/<uuid:run_id>/slips/", money_back.run_slips, name="desk-run-slips"),
    path("till/", till.tills, name="desk-till"),
    path("till/<slug:key>/open/", till.begin, name="desk-till-open"),
    path("till/sessions/<uuid:session_id>/", till.session, name="desk-session"),
    path("till/sessions/<uuid:session_id>/look/", till.look, name="desk-session-look"),
    path("till/sessions/<uuid:session_id>/take/", till.take, name="desk-session-take"),
    path("till/sessions/<uuid:session_id>/close/", till.end, name="desk-session-close"),
    path("till/payments/<uuid:payment_id>/void/", till.void, name="desk-void"),
    path("till/payments/<uuid:payment_id>/receipt/", till.receipt, name="desk-receipt"),
    path("day/", sheets.day, name="desk-day"),
    path("months/", sheets.months, name="desk-months"),
]
