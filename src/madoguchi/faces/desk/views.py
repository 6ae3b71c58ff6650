# SPDX-License-Identifier: Apache-2.0
"""Where does a member of staff land, and which components are there?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from madoguchi.faces.desk.frame import list_places
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all, signed_in
from madoguchi.platform.screens.style_page import style_context


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """To the first place that this person may open: the inbox for most."""
    places = list_places(request)
    return redirect(places[0].url) if places else render(request, "desk/nothing.html")


@open_to_all("the components, for those who build with them; no data")
def style(request: HttpRequest) -> HttpResponse:
    """部品の一覧."""
    return render(request, "screens/style.html", style_context(lang_of(request)))
