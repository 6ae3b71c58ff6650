# SPDX-License-Identifier: Apache-2.0
"""Every form of the zone takes whatever is posted, and says no in words: never 5xx."""

import pytest
from django.conf import settings as live
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.config.tests.access.matrix import all_addresses
from madoguchi.config.tests.fuzz.posting import bodies, fields_of
from tests.architecture.conftest import must_be_empty

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(live.ZONE == "core", reason="the core zone has no forms"),
]
WHO = {"portal": "citizen", "office": "senior"}
EACH = 8
"""Bodies per address in the suite; `HYPOTHESIS_PROFILE=thorough` sends 40 times as many."""


class _Undo(Exception):
    pass


def _send(role, method, path, body, kind):
    """Status of one request; what it wrote is undone."""
    client = Client(raise_request_exception=False)
    for name, morsel in role.cookies.items():
        client.cookies[name] = morsel.value
    try:
        with transaction.atomic():
            answer = client.generic(method, path, body, content_type=kind)
            if answer.streaming:
                b"".join(answer.streaming_content)
            raise _Undo
    except _Undo:
        return answer.status_code


def _pages(role, ids):
    """Path and field names of each address that a browser can post to."""
    for address in all_addresses():
        if address.policy == "zone":
            continue
        path = address.path(ids)
        client = Client(raise_request_exception=False)
        for name, morsel in role.cookies.items():
            client.cookies[name] = morsel.value
        page = client.get(path)
        content = b"" if page.streaming else page.content
        yield path, fields_of(content)


def test_no_form_of_this_zone_breaks(city):
    roles, things = city
    name = WHO[live.ZONE]
    ids = things.get(name, things)
    pages = list(_pages(roles[name], ids))
    many = EACH * 40 if settings().max_examples >= 1_000 else EACH
    broken = []

    @settings(
        max_examples=many * len(pages),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def send(data):
        path, fields = data.draw(st.sampled_from(pages))
        body, kind = data.draw(bodies(fields))
        status = _send(roles[name], "POST", path, body, kind)
        if status >= 500 and status != 503:
            broken.append(f"POST {path} {kind}: {status} {body[:300]!r}")

    send()
    must_be_empty(broken[:10])


def test_no_address_breaks_on_a_strange_query(city):
    roles, things = city
    name = WHO[live.ZONE]
    ids = things.get(name, things)
    broken = []
    queries = (
        "%00", "page=-1", "page=99999999999999999999", "page=x&page=y", "lang=xx", "q=%FF%FE",
        "tab=%E3%81%82&state=%00", "procedure=%00", "after=1&limit=x", "next=//evil.example", "x" * 3_000,
        "from=9999-99-99&to=0000-00-00", "q=" + "(" * 500, "year=0", "year=99999", "section=%27",
    )  # fmt: skip
    for address in all_addresses():
        if address.policy == "zone":
            continue
        for query in queries:
            status = _send(roles[name], "GET", f"{address.path(ids)}?{query}", b"", "")
            if status >= 500:
                broken.append(f"GET {address.path(ids)}?{query[:60]}: {status}")
    must_be_empty(broken)
