# SPDX-License-Identifier: Apache-2.0
"""What does every template know? The frame of the zone's face, the city, the reader."""

from collections.abc import Callable
from typing import Any, Protocol, cast

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from madoguchi.kernel.clock import now
from madoguchi.kernel.texts import Language
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import HTML_LANG, lang_of, language_links
from madoguchi.platform.screens.maintenance import find_maintenance
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say


class Face(Protocol):
    """What an AppConfig has that frames pages: a layout and what the layout needs."""

    layout: str
    frame: Callable[[HttpRequest], dict[str, Any]]


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of every zone."""
    lang = lang_of(request)
    face = current_face()
    city = current_city()
    shown = {
        "lang": lang,
        "html_lang": HTML_LANG[lang],
        "city": city,
        "city_name": city.name.pick(lang),
        "city_telephone": city.telephone,
        "hall_name": say("screens.hall", lang, city=city.name.pick(lang)),
        "actor": SimpleLazyObject(lambda: actor_on(request)),
        "demo": settings.DEMO,
        "demo_notice": city.demo_notice.pick(lang) if city.demo_notice else "",
        "languages": language_links(request),
        "planned": planned_work(lang, city.telephone),
        "layout": "screens/base.html",
    }
    return shown | {"layout": face.layout} | face.frame(request) if face else shown


def current_face() -> Face | None:
    """The face that is installed in this zone, if any."""
    for app in apps.get_app_configs():
        if hasattr(app, "layout") and hasattr(app, "frame"):
            return cast(Face, app)
    return None


def planned_work(lang: Language, telephone: str) -> dict[str, str] | None:
    """The notice of work that lies ahead."""
    work, at = find_maintenance(), now()
    if work is None or work.begins_at is None or not work.is_announced(at):
        return None
    title = say("screens.planned.title", lang, begins=format_instant(work.begins_at, lang))
    if work.message:
        return {"title": title, "text": work.message.pick(lang)}
    if work.until_at is None:
        return {"title": title, "text": say("screens.planned.body", lang, telephone=telephone)}
    until = format_instant(work.until_at, lang)
    words = say("screens.planned.until", lang, until=until, telephone=telephone)
    return {"title": title, "text": words}
