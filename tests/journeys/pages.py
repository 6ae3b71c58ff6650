# SPDX-License-Identifier: Apache-2.0
"""What does a page offer to someone without scripts? Its forms, links and sentences, from HTML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

Values = dict[str, list[str]]
Upload = tuple[str, bytes]
"""Name and content of a file."""


@dataclass
class Field:
    """One control of a form, as the page shows it."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def names(self) -> frozenset[str]:
        """The names of its controls."""
        return frozenset(one.name for one in self.fields)

    def filled(self, values: Values, button: tuple[str, str] | None = None) -> Values:
        """What a browser posts once the named controls hold ``values``; other names are not here."""
        posted: Values = {}
        for one in self.fields:
            if one.name in values or one.kind in {"button", "file"}:
                continue
            if one.kind in {"checkbox", "radio"} and not one.checked:
                continue
            posted.setdefault(one.name, []).extend(one.chosen or [one.value])
        posted |= {name: given for name, given in values.items() if name in self.names}
        if button:
            posted[button[0]] = [button[1]]
        return posted


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.ids: dict[str, str] = {}
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self._href: str | None = None
        self._id: str | None = None
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._id = found.get("id")
        if tag in {"script", "style"}:
            self._skip += 1
        elif tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            self._href = found.get("href", "")
            self.links.append((self._href, ""))
        elif self._form is not None:
            self._control(tag, found, {name for name, _ in attrs})

    def _control(self, tag: str, found: dict[str, str], flags: set[str]) -> None:
        assert self._form is not None
        name = found.get("name", "")
        if tag == "option" and self._select is not None:
            if "selected" in flags:
                self._select.chosen = [found.get("value", "")]
            return
        if not name:
            return
        if tag == "input":
            kind = found.get("type", "text")
            default = "on" if kind in {"checkbox", "radio"} else ""
            value = found.get("value", default)
            self._form.fields.append(Field(name, kind, value, checked="checked" in flags))
        elif tag == "button":
            self._form.fields.append(Field(name, "button", found.get("value", "")))
        elif tag == "select":
            self._select = Field(name, "select")
            self._form.fields.append(self._select)
        elif tag == "textarea":
            self._area = Field(name, "textarea")
            self._form.fields.append(self._area)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._skip -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "a":
            self._href = None

    def handle_data(self, data: str) -> None:
        if self._skip:
            return
        if self._area is not None:
            self._area.value += data
            return
        self.words.append(data)
        if self._href is not None:
            href, words = self.links[-1]
            self.links[-1] = (href, words + data)
        if self._id is not None and data.strip():
            self.ids.setdefault(self._id, data.strip())


@dataclass
class Page:
    """A page that was answered."""

    url: str
    status: int
    content: bytes
    headers: httpx.Headers
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    words: str = ""

    @classmethod
    def read(cls, answer: httpx.Response) -> "Page":
        """Read an answer; forms and words only where it is HTML."""
        page = cls(
            urlsplit(str(answer.url)).path, answer.status_code, answer.content, answer.headers
        )
        if "html" in answer.headers.get("content-type", ""):
            reader = _Reader()
            reader.feed(answer.text)
            page.forms, page.links, page.ids = reader.forms, reader.links, reader.ids
            page.words = re.sub(r"\s+", " ", " ".join(reader.words))
        return page

    def form(self, *, action: str = "", name: str = "") -> Form:
        """The form whose address ends so, or that has a control of that name."""
        for form in self.forms:
            fits = urlsplit(urljoin(self.url, form.action)).path.endswith(action)
            if form.method == "post" and fits and (not name or name in form.names):
                return form
        raise LookupError(f"no form {action or name} on {self.url} ({self.status}): {self.said}")

    def link(self, ending: str) -> str | None:
        """The first link whose path ends so."""
        paths = (urlsplit(urljoin(self.url, href)).path for href, _ in self.links)
        return next((path for path in paths if path.endswith(ending)), None)

    @property
    def said(self) -> str:
        """The beginning of its words, for a message of a test."""
        return self.words[:1500]


class Browser:
    """Someone's browser without scripts: cookies, forms, redirects."""

    def __init__(self, url: str, *, language: str = "ja") -> None:
        self.http = httpx.Client(base_url=url, follow_redirects=True, timeout=60.0, trust_env=False)
        self.language = language

    def close(self) -> None:
        """Close the browser: session cookies are gone."""
        self.http.close()

    def __del__(self) -> None:
        """A browser that a failed test has left open is closed, too."""
        self.http.close()

    def get(self, path: str, **query: str) -> Page:
        """Open an address."""
        return Page.read(self.http.get(path, params=query or None))

    def submit(
        self,
        page: Page,
        form: Form,
        values: Values | None = None,
        *,
        files: dict[str, list[Upload]] | None = None,
        button: tuple[str, str] | None = None,
    ) -> Page:
        """Press a button of a form."""
        posted = form.filled(values or {}, button)
        target = urljoin(page.url, form.action) if form.action else page.url
        sent: dict[str, Any] = {"data": posted}
        if files:
            sent["files"] = [
                (name, (given[0], given[1], "application/octet-stream"))
                for name, uploads in files.items()
                for given in uploads
            ]
        return Page.read(self.http.post(target, **sent))
