# SPDX-License-Identifier: Apache-2.0
"""How does a person fill a page? By field names, whatever the kind of control."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from madoguchi.kernel.eras import era_of
from tests.journeys.reader import Reader

Answer = str | list[str]


def fill(reader: Reader, answers: Mapping[str, Answer | Path | list[Path]]) -> set[str]:
    """Fill the fields that are on the page; returns the names that are not on it."""
    absent = set()
    for name, answer in answers.items():
        field = reader.page.locator(f'main [name="{name}"]:not([type=hidden])')
        if not field.count():
            absent.add(name)
            continue
        _fill_one(field, answer)
    return absent


def _fill_one(field: Locator, answer: Any) -> None:
    kind = field.first.evaluate("one => one.type || one.tagName")
    if kind in {"radio", "checkbox"}:
        for value in [answer] if isinstance(answer, str) else answer:
            chosen = field.and_(field.page.locator(f'[value="{value}"]'))
            chosen.check(force=True)
    elif kind == "select-one":
        field.select_option(answer)
    elif kind == "file":
        field.set_input_files(answer)
    else:
        field.fill(answer)


def answer_page(reader: Reader, answers: Mapping[str, Any], *, look: str = "") -> None:
    """Fill a page and press 次へ; where the answers make more questions appear, once more."""
    here, left = reader.path, dict(answers)
    for _ in range(4):
        absent = fill(reader, left)
        left = {name: answer for name, answer in left.items() if name in absent}
        if look:
            reader.look(look)
        reader.send()
        if reader.path != here:
            return
        errors = reader.page.locator(".error-summary")
        assert not errors.count(), f"{reader.page.url}: {errors.first.inner_text()}"
    raise AssertionError(f"{here} was not left; not on the page: {sorted(left)}")


def day(name: str, era: str, year: str, month: str, of_month: str) -> dict[str, str]:
    """The four fields of a day."""
    return {
        f"{name}.era": era,
        f"{name}.year": year,
        f"{name}.month": month,
        f"{name}.day": of_month,
    }


def day_of(name: str, on: date) -> dict[str, str]:
    """The four fields of a calendar day, by its era."""
    era = era_of(on)
    return day(name, era.name, str(era.year_of(on)), str(on.month), str(on.day))


def person(name: str, family: str, given: str, family_kana: str, given_kana: str) -> dict[str, str]:
    """The four fields of a name."""
    parts = {
        "family": family,
        "given": given,
        "family_kana": family_kana,
        "given_kana": given_kana,
    }
    return {f"{name}.{part}": words for part, words in parts.items()}


def address(name: str, postcode: str, town: str, block: str, building: str = "") -> dict[str, str]:
    """The fields of an address."""
    parts = {"postcode": postcode, "town": town, "block": block, "building": building}
    return {f"{name}.{part}": words for part, words in parts.items()}
