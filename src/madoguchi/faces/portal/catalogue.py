# SPDX-License-Identifier: Apache-2.0
"""Which procedures are published? Asked at the front door of the procedures engine."""

from datetime import datetime

from django.urls import reverse

from madoguchi.engines.procedures.api import CatalogueEntry, list_catalogue
from madoguchi.faces.portal.offers import Offer
from madoguchi.kernel.texts import Language
from madoguchi.platform.screens.wording import say


def list_offers(lang: Language, at: datetime) -> list[Offer]:
    """The published procedures for a reader, those that are open first."""
    return [_offer(entry, lang) for entry in list_catalogue(lang, at)]


def _offer(entry: CatalogueEntry, lang: Language) -> Offer:
    season = entry.season.season
    return Offer(
        title=entry.title,
        url=reverse("procedures:intro", args=[entry.id]),
        note=_note(entry, lang),
        icon=entry.icon,
        life_events=entry.life_events,
        opens_on=season.opens_on if season and entry.season.openness == "not_yet" else None,
        closes_on=season.closes_on if season and entry.season.openness == "open" else None,
    )


def _note(entry: CatalogueEntry, lang: Language) -> str:
    """約10分 ・ 無料 ・ 生まれた日の翌日から15日以内."""
    fee = say("portal.fee" if entry.has_fee else "portal.free", lang)
    parts = [say("portal.minutes", lang, minutes=entry.minutes), fee, entry.deadline]
    return " ・ ".join(part for part in parts if part)
