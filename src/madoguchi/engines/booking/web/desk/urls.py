# SPDX-License-Identifier: Apache-2.0
"""The addresses of the pages on which staff work with bookings."""

from django.urls import path

from madoguchi.engines.booking.web.desk import (
    booking_page,
    courses,
    emergency,
    gate,
    groups,
    lotteries,
    lottery_plan,
    proxy,
    spaces,
    statistics,
    waiting,
    week,
)

urlpatterns = [
    path("", week.week, name="desk-week"),
    path("day/", week.one_day, name="desk-day"),
    path("sheet/", week.sheet, name="desk-sheet"),
    path("call/", proxy.proxy, name="desk-proxy"),
    path("call/<number>/", proxy.proxy_done, name="desk-proxy-done"),
    path("bookings/<number>/", booking_page.booking, name="desk-booking"),
    path("bookings/<number>/<slug:verb>/", booking_page.act, name="desk-act"),
    path("groups/", groups.groups, name="desk-groups"),
    path("groups/<uuid:group_id>/", groups.group, name="desk-group"),
    path("gate/", gate.gate, name="desk-gate"),
    path("gate/list.json", gate.list_file, name="desk-gate-list"),
    path("gate/gate_check.py", gate.program, name="desk-gate-program"),
    path("gate/log/", gate.hand_in, name="desk-gate-log"),
    path("emergency/", emergency.emergency, name="desk-emergency"),
    path("emergency/<uuid:order>/", emergency.order_page, name="desk-order"),
    path("emergency/<uuid:order>/lift/", emergency.lift, name="desk-order-lift"),
    path("spaces/", spaces.spaces, name="desk-spaces"),
    path("spaces/<slug:space>/", spaces.space, name="desk-space"),
    path("spaces/<slug:space>/do/<slug:verb>/", spaces.change_space, name="desk-space-do"),
    path("spaces/<slug:space>/undo/<uuid:thing>/", spaces.undo_space, name="desk-space-undo"),
    path("courses/", courses.courses, name="desk-courses"),
    path("courses/<slug:offer>/", courses.course, name="desk-course"),
    path("courses/<slug:offer>/do/<slug:verb>/", courses.act_on_course, name="desk-course-do"),
    path(
        "courses/<slug:offer>/certificates/<number>/",
        courses.certificate,
        name="desk-certificate",
    ),
    path("waiting/", waiting.waiting_lists, name="desk-waiting"),
    path("waiting/<slug:offer>/", waiting.waiting_list, name="desk-waiting-list"),
    path("waiting/<slug:offer>/do/<slug:verb>/", waiting.act_on_waiting, name="desk-waiting-do"),
    path("lotteries/", lotteries.lotteries, name="desk-lotteries"),
    path("lotteries/plan/", lottery_plan.plan, name="desk-lottery-plan"),
    path("lotteries/<slug:round>/", lotteries.lottery, name="desk-lottery"),
    path("lotteries/<slug:round>/do/<slug:verb>/", lotteries.step, name="desk-lottery-do"),
    path("statistics/", statistics.statistics, name="desk-statistics"),
    path("statistics/bookings.csv", statistics.statistics_csv, name="desk-statistics-csv"),
]
