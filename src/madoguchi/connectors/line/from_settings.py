# SPDX-License-Identifier: Apache-2.0
"""Which channel of LINE do the settings name?"""

from functools import lru_cache

from django.conf import settings

from madoguchi.connectors.line.client import LineAway, LineClient
from madoguchi.connectors.line.flows import Pages
from madoguchi.connectors.line.hearing import Ear
from madoguchi.connectors.line.menus import all_menus
from madoguchi.connectors.line.picture import draw_menu


@lru_cache(maxsize=1)
def client() -> LineClient:
    """The client; one per process, so that its connections are kept."""
    return LineClient(settings.LINE_TOKEN, platform=settings.LINE_PLATFORM)


def ear() -> Ear:
    """What the worker hears with; the menus are made on the first time."""
    return Ear(client(), pages(), _menus())


def pages() -> Pages:
    """The pages that answers lead to."""
    return Pages(
        portal=settings.PORTAL_URL.rstrip("/"),
        report=settings.LINE_REPORT_PAGE,
        survey=settings.LINE_SURVEY_PAGE,
    )


def _menus() -> dict[str, str]:
    try:
        return _made_menus()
    except LineAway:
        return {}


@lru_cache(maxsize=1)
def _made_menus() -> dict[str, str]:
    return client().ensure_menus(all_menus(), draw_menu)
