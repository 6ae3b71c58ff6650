# SPDX-License-Identifier: Apache-2.0
"""The addresses of this folder's pages."""

from django.urls import URLPattern, path

from madoguchi.engines.booking.web.citizen import (
    cancel,
    change,
    courses,
    embed,
    entry,
    feeds,
    hold,
    lottery,
    mine,
    offer,
    registration,
    reservation,
    search,
    waiting,
)

urlpatterns: list[URLPattern] = [
    path("", search.search, name="search"),
    path("courses/", courses.courses, name="courses"),
    path("offers/<slug:key>/", offer.offer, name="offer"),
    path("offers/<slug:key>/hold/", hold.hold, name="hold"),
    path("offers/<slug:key>/wait/", waiting.wait, name="wait"),
    path("offers/<slug:key>/embed/", embed.embed, name="embed"),
    path("offers/<slug:key>/sessions.ics", feeds.of_course, name="course-feed"),
    path("spaces/<slug:key>/busy.ics", feeds.of_space, name="space-feed"),
    path("feeds/<slug:secret>/bookings.ics", feeds.of_person, name="feed"),
    path("mine/", mine.mine, name="mine"),
    path("mine/cancel/", cancel.cancel_many, name="cancel-many"),
    path("mine/calendar/", feeds.share, name="share-feed"),
    path("waiting/<uuid:waiting_id>/leave/", waiting.leave, name="leave"),
    path("reservations/<slug:number>/", reservation.reservation, name="reservation"),
    path("reservations/<slug:number>/fill/", reservation.fill, name="fill"),
    path("reservations/<slug:number>/cancel/", cancel.cancel, name="cancel"),
    path("reservations/<slug:number>/change/", change.change, name="change"),
    path(
        "reservations/<slug:number>/booking.ics",
        feeds.of_reservation,
        name="reservation-calendar",
    ),
    path("lotteries/", lottery.rounds, name="rounds"),
    path("lotteries/rerun_draw.py", lottery.program, name="rerun-program"),
    path("lotteries/entries/<uuid:entry_id>/", entry.entry, name="entry"),
    path("lotteries/entries/<uuid:entry_id>/withdraw/", entry.withdraw, name="withdraw"),
    path("lotteries/<slug:key>/", lottery.round_page, name="round"),
    path("lotteries/<slug:key>/enter/", entry.enter, name="enter"),
    path("lotteries/<slug:key>/published.json", lottery.round_file, name="round-file"),
    path("registration/", registration.registration, name="registration"),
    path("registration/card/", registration.prove, name="prove"),
    path("registration/groups/new/", registration.new_group, name="new-group"),
    path("registration/groups/<uuid:group_id>/", registration.group, name="group"),
]
