# SPDX-License-Identifier: Apache-2.0
"""What would a browser send of a page that it was given?"""

from html import unescape
from html.parser import HTMLParser


def text(response):
    return unescape(response.content.decode())


class Reader(HTMLParser):
    """The fields of a page as a browser would send them."""

    def __init__(self):
        super().__init__()
        self.fields, self.select = {}, ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = [given.get("value", "")]
        elif name:
            self._control(name, given)

    def _control(self, name, given):
        if given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", "on"))
        else:
            self.fields[name] = [given.get("value", "")]

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""


def form_of(response):
    """The fields of the forms of a page, without the token and the file."""
    reader = Reader()
    reader.feed(response.content.decode())
    left_out = {"csrfmiddlewaretoken", "list", "do", "viewport", "color-scheme"}
    return {name: value for name, value in reader.fields.items() if name not in left_out}


def post(client, path, form, **more):
    return client.post(path, {**form, **more})
