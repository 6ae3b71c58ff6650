# SPDX-License-Identifier: Apache-2.0
"""A clerk who works at the desk over the office's pages, without scripts."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from tests.journeys.filing import Refused
from tests.journeys.pages import Browser, Page


class Clerk(Browser):
    """Someone of the staff."""

    def sign_in(self, login: str, password: str) -> None:
        """Sign in with a staff account."""
        page = self.get("/sign-in/")
        values = {"login": [login], "password": [password]}
        page = self.submit(page, page.form(name="password"), values)
        assert page.url != "/sign-in/", page.said

    def case(self, number: str) -> Page:
        """The page of a case."""
        return self.get(f"/cases/{number}/")

    def read(self, number: str) -> dict[str, Any]:
        """A case as JSON."""
        answer = self.http.get(f"/cases/api/cases/{number}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def ask_correction(self, number: str, reasons: Mapping[str, str], *, message: str = "") -> Page:
        """Ask for a correction of fields (``person.phone``, ``items.longest_cm.0``) with reasons."""
        page = self.get(f"/cases/{number}/correction/")
        values = {f"reason-{key}": [reason] for key, reason in reasons.items()}
        values |= {"mark": list(reasons), "message": [message]}
        return self._act(page, "mark", values)

    def decide(self, number: str, outcome: str, **typed: list[str]) -> Page:
        """Decide a case (approved, refused), or propose so where the clerk may not decide."""
        page = self.get(f"/cases/{number}/decide/{outcome}/")
        return self._act(page, "reason_own", typed)

    def do(self, number: str, verb: str, **typed: list[str]) -> Page:
        """One of the small forms of a case."""
        page = self.get(f"/cases/{number}/do/{verb}/")
        return self._act(page, "version", typed)

    def originals(self, number: str) -> dict[str, bytes]:
        """The files of a case as they were sent, each opened with a reason: name → bytes."""
        found = {}
        for href, _ in self.case(number).links:
            if href.endswith("/original/"):
                name, content = self.open_original(href)
                found[name] = content
        return found

    def open_original(self, href: str) -> tuple[str, bytes]:
        """Give the reason, read the warning, tick it, and take the file."""
        page = self.get(href)
        reason = {"reason": ["送られた内容と同じかを確かめるため"]}
        page = self.submit(page, page.form(name="reason"), reason, button=("step", "reason"))
        form = page.form(name="confirmed")
        posted = form.filled({"confirmed": ["yes"]}, ("step", "open"))
        answer = self.http.post(page.url, data=posted)
        assert answer.status_code == 200, answer.text[:500]
        return _name_of(answer.headers["content-disposition"]), answer.content

    def copies(self, number: str) -> dict[str, bytes]:
        """The safe copies of the files of a case: name → bytes."""
        found = {}
        for href in dict.fromkeys(href for href, _ in self.case(number).links):
            if re.fullmatch(r".*/files/[0-9a-f-]+/", href):
                answer = self.http.get(href)
                assert answer.status_code == 200, answer.text[:500]
                found[_name_of(answer.headers["content-disposition"])] = answer.content
        return found

    def _act(self, page: Page, name: str, values: Mapping[str, list[str]]) -> Page:
        done = self.submit(page, page.form(name=name), dict(values))
        if done.status != 200 or done.url == page.url:
            raise Refused(done)
        return done


def _name_of(disposition: str) -> str:
    return unquote(disposition.partition("filename*=UTF-8''")[2])
