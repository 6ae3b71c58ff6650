# SPDX-License-Identifier: Apache-2.0
"""The addresses of the staff's pages about rules, series and invitations."""

from django.urls import URLPattern, path

from madoguchi.engines.booking.web.rules.edit import edit
from madoguchi.engines.booking.web.rules.invitations import invitations, withdraw
from madoguchi.engines.booking.web.rules.offers import history, offers
from madoguchi.engines.booking.web.rules.series_desk import desk_series, desk_series_new

urlpatterns: list[URLPattern] = [
    path("", offers, name="rules"),
    path("series/<slug:key>/", desk_series_new, name="desk-series-new"),
    path("series/of/<str:number>/", desk_series, name="desk-series"),
    path("invitations/<slug:key>/", invitations, name="invitations"),
    path("invitations/<slug:key>/withdraw/", withdraw, name="invitation-withdraw"),
    path("<slug:key>/", edit, name="rules-edit"),
    path("<slug:key>/history/", history, name="rules-history"),
]
