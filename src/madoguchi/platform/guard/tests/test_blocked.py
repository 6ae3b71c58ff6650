# SPDX-License-Identifier: Apache-2.0
"""Reports of blocked loads: counted, limited, and without anything personal."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.guard import views
from madoguchi.platform.guard.api import list_blocked
from madoguchi.platform.guard.blocked import DIRECTIVES, forget_blocked, read_report
from madoguchi.platform.guard.models import BlockedLoad, Counter
from madoguchi.platform.guard.rules import Limit

pytestmark = pytest.mark.django_db
OLD = {"csp-report": {"document-uri": "https://city.example/drafts/secret-id/", "violated-directive": "script-src-elem 'self'", "blocked-uri": "inline"}}  # fmt: skip
NEW = [{"type": "csp-violation", "url": "https://city.example/x", "body": {"effectiveDirective": "img-src", "blockedURL": "https://evil.example/akari.png"}}]  # fmt: skip


@pytest.fixture(autouse=True)
def _keys():
    ensure_zone_keys()


def send(client, document, **more):
    body = document if isinstance(document, bytes) else json.dumps(document)
    return client.post("/csp-report", body, content_type="application/csp-report", **more)


def test_both_formats_are_counted_and_nothing_personal_stays(client):
    for document in (OLD, OLD, NEW):
        assert send(client, document).status_code == 204
    rows = list_blocked(since=date(2020, 1, 1))
    assert {(r.directive, r.source, r.count) for r in rows} == {
        ("script-src-elem", "inline", 2),
        ("img-src", "other", 1),
    }
    kept = str(list(BlockedLoad.objects.values()))
    assert "secret-id" not in kept
    assert "akari" not in kept


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'[[["a"]]]', b'{"csp-report": 5}', b'{"csp-report": {"violated-directive": "x\\u0000"}}', b"\xff", b"1" * 70_000])  # fmt: skip
def test_rubbish_is_answered_alike_and_not_kept(client, rubbish):
    assert send(client, rubbish).status_code == 204
    assert not BlockedLoad.objects.exists()


def test_one_sender_cannot_write_without_end(client, monkeypatch):
    monkeypatch.setattr(views, "PER_ADDRESS", Limit(name="t", free=3, window=timedelta(hours=1)))
    for _ in range(10):
        assert send(client, OLD).status_code == 204
    assert BlockedLoad.objects.get().count == 3
    assert send(client, OLD, REMOTE_ADDR="192.0.2.9").status_code == 204
    assert BlockedLoad.objects.get().count == 4
    assert Counter.objects.count() == 3


def test_counts_go_after_ninety_days(client):
    send(client, OLD)
    assert forget_blocked(date(2999, 1, 1)) == 1


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=20) | st.sampled_from(["http://[", "inline"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["body", "csp-report", "effectiveDirective", "blockedURL"]), inner
            )
        ),
        max_leaves=8,
    )
)
def test_no_document_breaks_the_reader(document):
    for directive, source in read_report(document, host="city.example"):
        assert directive in DIRECTIVES
        assert source in {"inline", "eval", "data", "own", "other"}
