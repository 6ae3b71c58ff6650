# SPDX-License-Identifier: Apache-2.0
"""Does a parcel open unchanged, and does every kind of tampering show?"""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.errors import BadSignature, CannotOpen, CryptoError, UnknownKey
from madoguchi.platform.crypto.peers import describe_self
from madoguchi.platform.crypto.signing import sign
from madoguchi.platform.zones.header import Header, MalformedParcel
from madoguchi.platform.zones.packing import (
    CONTEXT,
    Label,
    Parcel,
    check_signature,
    pack,
    padded_length,
    signed,
    unpack,
)

AT = datetime(2026, 11, 21, 9, 30, 15, 123456, tzinfo=UTC)


class Body(BaseModel):
    text: str


@pytest.fixture
def packed(keys) -> tuple[Header, Parcel]:
    label = Label(new_id(), "test.note", 1, "procedures:1", AT)
    return pack(label, Body(text="灯"), (), keys=keys.portal, peer=describe_self(keys.office))


def _take(parcel: Parcel, keys) -> bytes:
    header = Header.parse(parcel.header)
    check_signature(parcel, header, describe_self(keys.portal))
    return unpack(parcel, header, keys.office).body


def test_a_parcel_travels_as_json_and_opens_unchanged(packed, keys) -> None:
    header, parcel = packed
    travelled = Parcel.from_wire(json.loads(json.dumps(parcel.to_wire())))
    assert travelled == parcel
    assert Header.parse(travelled.header) == header
    assert header.canonical().decode() == parcel.header
    assert json.loads(_take(travelled, keys)) == {"text": "灯"}
    assert "灯" not in json.dumps(parcel.to_wire(), ensure_ascii=False)


def test_every_changed_byte_of_header_body_and_signature_is_refused(packed, keys) -> None:
    _, parcel = packed
    for part in ("header", "sealed", "signature"):
        whole = getattr(parcel, part)
        raw = whole.encode() if part == "header" else whole
        for place in range(len(raw)):
            changed = bytearray(raw)
            changed[place] ^= 0x01
            value = changed.decode() if part == "header" else bytes(changed)
            forged = Parcel(**{**{n: getattr(parcel, n) for n in parcel.__slots__}, part: value})
            with pytest.raises((CryptoError, MalformedParcel)):
                _take(forged, keys)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "01a1fc44-0000-7000-8000-000000000001"),
        ("kind", "other.kind"),
        ("schema_version", 2),
        ("from_zone", "core"),
        ("ref", "procedures:2"),
        ("size", 7),
        ("sent_at", "2026-11-22T00:00:00Z"),
        (
            "files",
            [
                {
                    "id": "01a1fc44-0000-7000-8000-000000000002",
                    "size": 1,
                    "sha256": "0" * 64,
                    "key": "0" * 16,
                }
            ],
        ),
    ],
)
def test_a_changed_header_does_not_open_even_if_it_is_signed_again(
    packed, keys, field, value
) -> None:
    """The header is bound to the sealed body: a signing key alone cannot swap it."""
    _, parcel = packed
    text = json.dumps({**json.loads(parcel.header), field: value})
    signature = sign(keys.portal.signing, CONTEXT, signed(text.encode(), parcel.sealed))
    with pytest.raises(CannotOpen):
        _take(Parcel(text, parcel.sealed, signature), keys)


def test_bodies_cannot_be_swapped_between_parcels(packed, keys) -> None:
    _, one = packed
    label = Label(new_id(), "test.note", 1, "procedures:1", AT)
    _, two = pack(label, Body(text="b"), (), keys=keys.portal, peer=describe_self(keys.office))
    with pytest.raises(BadSignature):
        _take(Parcel(one.header, two.sealed, one.signature), keys)
    mixed = sign(keys.portal.signing, CONTEXT, signed(one.header.encode(), two.sealed))
    with pytest.raises(CannotOpen):
        _take(Parcel(one.header, two.sealed, mixed), keys)


def test_the_sender_and_strangers_cannot_open(packed, keys) -> None:
    header, parcel = packed
    with pytest.raises(UnknownKey):
        unpack(parcel, header, keys.portal)


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_nonsense_is_never_taken_for_a_parcel(nonsense) -> None:
    with pytest.raises(MalformedParcel):
        Parcel.from_wire(nonsense)
    with pytest.raises(MalformedParcel):
        Header.parse(json.dumps(nonsense))
    wire = {"header": nonsense, "body": "!", "signature": base64.b64encode(b"x").decode()}
    with pytest.raises(MalformedParcel):
        Parcel.from_wire(wire)


def test_a_header_without_end_is_refused() -> None:
    with pytest.raises(MalformedParcel):
        Header.parse("[" * 100_000)


@given(st.integers(0, 20_000_000))
def test_padding_hides_the_length_and_costs_at_most_12_percent(length: int) -> None:
    padded = padded_length(length)
    assert padded >= max(length, 1024)
    assert padded <= max(1024, length * 1.12)
    assert padded_length(padded) == padded


def test_bodies_of_like_length_look_the_same(keys) -> None:
    def size(text: str) -> int:
        label = Label(new_id(), "test.note", 1, "", AT)
        peer = describe_self(keys.office)
        return pack(label, Body(text=text), (), keys=keys.portal, peer=peer)[0].size

    assert size("a") == size("a" * 900)
    assert size("a" * 5000) == size("a" * 5010)
    assert size("a" * 5000) < size("a" * 9000)


def test_a_body_that_is_far_too_large_is_not_packed(keys) -> None:
    label = Label(new_id(), "test.note", 1, "", AT)
    with pytest.raises(ValueError, match="too large"):
        pack(
            label,
            Body(text="a" * 17_000_000),
            (),
            keys=keys.portal,
            peer=describe_self(keys.office),
        )
