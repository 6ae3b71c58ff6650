# SPDX-License-Identifier: Apache-2.0
"""The addresses of the queue's pages."""

from django.urls import path

from madoguchi.engines.queue.web.citizen import board, ticket
from madoguchi.engines.queue.web.hall import display, kiosk
from madoguchi.engines.queue.web.staff import desk, home, kiosks, lines, statistics

app_name = "queue"
urlpatterns = [
    path("queue/", board.board, name="board"),
    path("queue/lines/<slug:line_key>/take/", board.take, name="take"),
    path("queue/tickets/<str:code>/", ticket.ticket, name="ticket"),
    path("queue/tickets/<str:code>/now/", ticket.ticket_now, name="ticket-now"),
    path("queue/tickets/<str:code>/leave/", ticket.give_up, name="leave"),
    path("queue/tickets/<str:code>/back/", ticket.back, name="back"),
    path("queue/display/", display.display, name="display"),
    path("queue/display/now/", display.display_now, name="display-now"),
    path("queue/display/<slug:section>/", display.display, name="display-section"),
    path("queue/display/<slug:section>/now/", display.display_now, name="display-section-now"),
    path("queue/kiosk/<str:kiosk_code>/", kiosk.kiosk, name="kiosk"),
    path("queue/kiosk/<str:kiosk_code>/check-in/", kiosk.kiosk_check_in, name="kiosk-check-in"),
    path(
        "queue/kiosk/<str:kiosk_code>/tickets/<str:code>/", kiosk.kiosk_ticket, name="kiosk-ticket"
    ),
    path("staff/queue/", home.home, name="staff"),
    path("staff/queue/issue/", home.issue_page, name="issue"),
    path("staff/queue/lines/", lines.lines, name="lines"),
    path("staff/queue/lines/<slug:line_key>/", lines.line, name="line"),
    path("staff/queue/lines/<slug:line_key>/do/", lines.line_do, name="line-do"),
    path("staff/queue/kiosks/", kiosks.kiosks, name="kiosks"),
    path("staff/queue/statistics/", statistics.statistics, name="statistics"),
    path("staff/queue/statistics.csv", statistics.statistics_csv, name="statistics-csv"),
    path("staff/queue/desks/<slug:desk_key>/setup/", lines.desk_setup, name="desk-setup"),
    path("staff/queue/desks/<slug:desk_key>/", desk.desk, name="desk"),
    path("staff/queue/desks/<slug:desk_key>/lists/", desk.desk_lists, name="desk-lists"),
    path("staff/queue/desks/<slug:desk_key>/do/", desk.desk_do, name="desk-do"),
]
