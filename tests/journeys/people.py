# SPDX-License-Identifier: Apache-2.0
"""How do people sign in, and what do clerks press?"""

from collections.abc import Mapping

from tests.journeys.filling import fill
from tests.journeys.reader import Reader

AKARI = "akari@todai.example"


def sign_in_resident(reader: Reader, password: str, email: str = AKARI) -> None:
    """Sign in as a citizen."""
    reader.open("/accounts/login/")
    fill(reader, {"login": email, "password": password})
    reader.send()
    assert reader.path != "/accounts/login/", reader.text()


def sign_in_clerk(reader: Reader, login: str, password: str) -> None:
    """Sign in at the office."""
    reader.open("/sign-in/")
    fill(reader, {"login": login, "password": password})
    reader.send()
    assert reader.path != "/sign-in/", reader.text()


def open_case(reader: Reader, number: str, name: str) -> None:
    """Find a case by its number among all of the section and open it."""
    reader.open(f"/cases/?tab=all&word={number}")
    reader.press(name, within="table")


def confirm(reader: Reader) -> None:
    """Press the one main button of a clerk's form."""
    button = reader.page.locator("main form .actions button:visible").first
    with reader.page.expect_navigation():
        button.click()


def mark_fields(reader: Reader, marks: Mapping[str, str], message: str) -> None:
    """Mark fields with their reasons and add words to the applicant."""
    for key, reason in marks.items():
        reader.page.locator(f'input[name=mark][value="{key}"]').check()
        fill(reader, {f"reason-{key}": reason})
    fill(reader, {"message": message})
