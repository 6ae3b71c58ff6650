# SPDX-License-Identifier: Apache-2.0
"""A citizen who files, corrects, writes and reads over the portal's pages, without scripts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.to_form import fill_form
from madoguchi.kernel.packs import PackSet, read_packs
from tests.journeys.pages import Browser, Form, Page, Upload, Values
from tests.journeys.ready import PROJECT

Answers = Mapping[str, Any]
Files = Mapping[str, list[Upload]]
"""Question → the files to attach."""
_STEP = re.compile(r"/drafts/[0-9a-f-]+/step/([\w-]+)/(?:(\d+)/)?")
_MOST_PAGES = 120


@dataclass(frozen=True)
class Receipt:
    """What the citizen takes home: number, and for guests the secret."""

    submission_id: str
    number: str
    secret: str


class Refused(AssertionError):
    """A page was drawn again with something to correct."""

    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__(f"{page.url}: {page.said}")


class Citizen(Browser):
    """Someone at the portal."""

    def sign_in(self, email: str, password: str) -> None:
        """Sign in with an account."""
        page = self.get("/accounts/login/")
        values = {"login": [email], "password": [password]}
        page = self.submit(page, page.form(name="password"), values)
        assert "/accounts/login" not in page.url, page.said

    def file(self, procedure: str, answers: Answers, files: Files | None = None) -> Receipt:
        """File an application from the first page to the receipt."""
        return self.send(self.fill(procedure, answers, files))

    def fill(self, procedure: str, answers: Answers, files: Files | None = None) -> Page:
        """Fill in every page; ends at the review (or where the path stops)."""
        page = self.get(f"/procedures/{procedure}/")
        page = self.submit(page, page.form(action="/start/"))
        return self.go_on(page, procedure, answers, files)

    def go_on(
        self,
        page: Page,
        procedure: str,
        answers: Answers,
        files: Files | None = None,
        *,
        until: str = "",
    ) -> Page:
        """Fill in page after page; ``until`` names a step that is left open."""
        typing = _Typing(self, compiled(procedure), answers, files or {})
        for _ in range(_MOST_PAGES):
            found = _STEP.fullmatch(page.url)
            if found is None or found[1] == until:
                return page
            page = typing.turn(page, found[1], None if found[2] is None else int(found[2]))
        raise Refused(page)

    def send(self, review: Page) -> Receipt:
        """Press the one button that sends."""
        return receipt_on(self.submit(review, review.form(action="/send/")))

    def look_up(self, receipt: Receipt, *, secret: str | None = None) -> Page:
        """Open an application with its number and secret."""
        page = self.get("/applications/")
        values = {"number": [receipt.number], "secret": [secret or receipt.secret]}
        return self.submit(page, page.form(name="secret"), values)

    def status(self, receipt: Receipt) -> Page:
        """The page of an application that is open to this browser."""
        return self.get(f"/applications/{receipt.submission_id}/")

    def correct(
        self, receipt: Receipt, values: Values, files: Files | None = None, *, message: str = ""
    ) -> Page:
        """Send the corrected fields; names as on the page (``phone``, ``items.0.longest_cm``)."""
        page = self.get(f"/applications/{receipt.submission_id}/correct/")
        form = page.form(name="message")
        foreign = values.keys() - form.names
        assert not foreign, f"not on the page: {foreign}"
        uploads = {f"{name}.upload": given for name, given in (files or {}).items()}
        typed = values | {"message": [message]}
        page = self.submit(page, form, typed, files=uploads, button=("next", "1"))
        if page.url.endswith("/correct/"):
            raise Refused(page)
        return page

    def write(self, receipt: Receipt, message: str) -> Page:
        """Send a message to the officer."""
        page = self.status(receipt)
        return self.submit(page, page.form(name="message"), {"message": [message]})

    def withdraw(self, receipt: Receipt, reason: str) -> Page:
        """Take the application back."""
        page = self.get(f"/applications/{receipt.submission_id}/withdraw/")
        return self.submit(page, page.form(name="reason"), {"reason": [reason]})

    def letters(self, receipt: Receipt) -> list[str]:
        """The addresses of what the city has sent, each once (a letter is linked twice)."""
        page = self.status(receipt)
        return list(dict.fromkeys(href for href, _ in page.links if "/files/" in href))


class _Typing:
    """Goes through the pages of one draft."""

    def __init__(self, browser: Browser, found: Compiled, answers: Answers, files: Files) -> None:
        self.browser, self.compiled, self.answers, self.files = browser, found, answers, files
        self.attached: set[tuple[str, int | None]] = set()

    def turn(self, page: Page, step_id: str, item: int | None) -> Page:
        """Fill in one page and press 次へ."""
        step = self.compiled.by_step[step_id]
        if step.repeats and item is None:
            return self._list(page, step_id)
        given = self.answers.get(step_id, [])[item] if item is not None else self.answers
        values = {name: list(typed) for name, typed in fill_form(step, given).items()}
        form = page.form(name="seen")
        while True:
            again = self._post(page, form, values, (step_id, item))
            if again.url != page.url or not again.forms:
                return again
            new = again.form(name="seen")
            if new.names <= form.names:
                raise Refused(again)
            page, form = again, new

    def _post(self, page: Page, form: Form, values: Values, place: tuple[str, int | None]) -> Page:
        uploads = {}
        for name, given in self.files.items():
            question, _, item = name.partition("#")
            here = f"{question}.upload" in form.names and item in {"", str(place[1])}
            if here and (name, place[1]) not in self.attached:
                self.attached.add((name, place[1]))
                uploads[f"{question}.upload"] = given
        return self.browser.submit(page, form, values, files=uploads, button=("next", "1"))

    def _list(self, page: Page, step_id: str) -> Page:
        wanted = len(self.answers.get(step_id, []))
        for number in range(wanted):
            there = page.link(f"/step/{step_id}/{number}/")
            if there and (step_id, number) not in self.attached:
                self.attached.add((step_id, number))
                return self.browser.get(there)
        form = page.form(action=f"/step/{step_id}/")
        again = self.browser.submit(page, form)
        if again.url == page.url:
            raise Refused(again)
        return again


def receipt_on(page: Page) -> Receipt:
    """What stands on the page after sending."""
    found = re.fullmatch(r"/applications/([0-9a-f-]{36})/receipt/", page.url)
    if found is None:
        raise Refused(page)
    number, secret = page.ids.get("receipt-number", ""), page.ids.get("receipt-secret", "")
    return Receipt(found[1], number, secret)


@cache
def packs() -> PackSet:
    """The packs of the demo city."""
    return read_packs(PROJECT / "packs", ["base", "todai"])


def compiled(procedure: str) -> Compiled:
    """A procedure of the packs."""
    return packs().procedures[procedure].compiled
