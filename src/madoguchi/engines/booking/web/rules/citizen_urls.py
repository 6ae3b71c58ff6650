# SPDX-License-Identifier: Apache-2.0
"""The addresses of series and invitations as citizens meet them."""

from django.urls import URLPattern, path

from madoguchi.engines.booking.web.rules.invited import choose, enter, give_up
from madoguchi.engines.booking.web.rules.series import series, series_list, series_new

urlpatterns: list[URLPattern] = [
    path("series/", series_list, name="series-list"),
    path("series/of/<str:number>/", series, name="series"),
    path("series/<slug:key>/", series_new, name="series-new"),
    path("invited/", enter, name="invited"),
    path("invited/choose/", choose, name="invited-choose"),
    path("invited/cancel/", give_up, name="invited-cancel"),
]
