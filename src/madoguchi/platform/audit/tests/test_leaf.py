# SPDX-License-Identifier: Apache-2.0
"""Does the leaf format hold: canonical bytes, hashes, what it refuses?"""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.platform.audit.leaf import (
    LeafBody,
    NotCanonical,
    canonical,
    digest_personal,
    encode_leaf,
    format_instant,
    hash_leaf,
)

KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_our_bytes_are_those_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [{"a": 1.5}, {"a": 2**53}, {"é": 1}, {1: 1}, {"a": b"x"}, {"a": datetime.now(UTC)}, {"a": {1}}],
)
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_format_is_final():
    """A change of these bytes breaks every proof ever given."""
    body = LeafBody(
        id=UUID("0190a0b0-0000-7000-8000-0000000000ff"),
        at=datetime(2026, 11, 21, 1, 2, 3, 4, tzinfo=UTC),
        action="cases.case.opened",
        actor_kind="staff",
        actor_ref="identity:1",
        actor_roles=("case_worker", "decider"),
        subject="cases:2",
        purpose="",
        detail={"receipt": "令和8", "n": 1},
        personal_digest=bytes(32),
        zone="office",
    )
    leaf = encode_leaf(body)
    assert leaf.decode() == (
        '{"action":"cases.case.opened","actor":{"kind":"staff","ref":"identity:1",'
        '"roles":["case_worker","decider"]},"at":"2026-11-21T01:02:03.000004Z",'
        '"detail":{"n":1,"receipt":"令和8"},"id":"0190a0b0-0000-7000-8000-0000000000ff",'
        f'"personal":"{"00" * 32}","purpose":"","subject":"cases:2","v":1,"zone":"office"}}'
    )
    assert hash_leaf(leaf) == hashlib.sha256(b"\0" + leaf).digest()


def test_the_digest_of_personal_values_needs_the_salt():
    values = canonical({"name": "灯 あかり"})
    assert digest_personal(b"a" * 32, values) != digest_personal(b"b" * 32, values)
    assert digest_personal(b"a" * 32, values) == hashlib.sha256(b"\2" + b"a" * 32 + values).digest()


def test_an_instant_without_zone_is_refused():
    with pytest.raises(NotCanonical):
        format_instant(datetime(2026, 1, 1))  # noqa: DTZ001
