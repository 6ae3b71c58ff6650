# SPDX-License-Identifier: Apache-2.0
"""A clerk in a browser for the tests of staff pages."""

from django.test import Client

from madoguchi.engines.booking.tests.town import SECTION
from madoguchi.platform.identity.visiting.assertion import Assertion
from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in

REF = "identity:0197a000-0000-7000-8000-000000000001"


def visit(at, *roles, sections=(SECTION,)):
    """A browser that the office has sent."""
    told = Assertion(
        audience="", nonce="", id="-".join((*roles, *sections, at.isoformat())), issued=0,
        expires=int(at.timestamp()) + 60, ref=REF, name="佐波 みお", roles=tuple(roles),
        sections=tuple(sections), factors=("passkey",),
        session_ends=int(at.timestamp()) + 8 * 3600,
    )  # fmt: skip
    client = Client()
    client.cookies[COOKIE] = let_in(told, at=at)
    return client


def said(response):
    """What a page says."""
    return response.content.decode()
