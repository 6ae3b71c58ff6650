# SPDX-License-Identifier: Apache-2.0
"""Which town belongs to a postcode? For 住所を出す, without scripts."""

from madoguchi.kernel.addresses import PostcodeUnreadable, normalise_postcode
from madoguchi.platform.screens.city import current_city


def fill_town(typed: dict[str, list[str]], question: str) -> tuple[dict[str, list[str]], str]:
    """The typed fields with the town of the postcode, and the key of a sentence about it."""
    written = (typed.get(f"{question}.postcode") or [""])[-1]
    book = current_city().address_book
    try:
        towns = book.find_towns(normalise_postcode(written))
    except PostcodeUnreadable:
        towns = ()
    if not towns:
        return typed, "procedures.form.town_unknown"
    city = current_city()
    town = f"{city.prefecture.ja}{city.name.ja}{towns[0].name}"
    return typed | {f"{question}.town": [town]}, "procedures.form.town_found"
