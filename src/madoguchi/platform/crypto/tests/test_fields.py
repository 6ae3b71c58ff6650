# SPDX-License-Identifier: Apache-2.0
"""Do encrypted fields, envelopes and signatures stay where they belong?"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.derive import derive
from madoguchi.platform.crypto.envelope import OVERHEAD_BYTES, decrypt_with, encrypt_with
from madoguchi.platform.crypto.errors import BadSignature, CannotOpen, UnknownKey
from madoguchi.platform.crypto.keys import ensure_zone_keys, rotate
from madoguchi.platform.crypto.signing import sign, verify

AT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    ensure_zone_keys(tmp_path, zone="office")
    return tmp_path


def test_a_field_opens_for_its_purpose_and_row_only(home: Path) -> None:
    kept = fields.encrypt("identity.phone", b"090", aad=b"row 1", home=home)
    assert fields.decrypt("identity.phone", kept, aad=b"row 1", home=home) == b"090"
    with pytest.raises(CannotOpen):
        fields.decrypt("identity.phone", kept, aad=b"row 2", home=home)
    with pytest.raises(UnknownKey):
        fields.decrypt("identity.email", kept, aad=b"row 1", home=home)


def test_a_field_outlives_a_change_of_the_master_key(home: Path) -> None:
    kept = fields.encrypt("identity.phone", b"090", home=home)
    found = fields.blind_index("identity.phone", "090", home=home)
    rotate("fields", at=AT, home=home)
    assert fields.decrypt("identity.phone", kept, home=home) == b"090"
    assert fields.encrypt("identity.phone", b"090", home=home)[:9] != kept[:9]
    assert fields.blind_index("identity.phone", "090", home=home) == found


def test_blind_indexes_differ_by_purpose_and_zone(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    ensure_zone_keys(other, zone="portal")
    indexes = {
        fields.blind_index("a", "灯", home=home),
        fields.blind_index("b", "灯", home=home),
        fields.blind_index("a", "港", home=home),
        fields.blind_index("a", "灯", home=other),
    }
    assert len(indexes) == 4
    assert {len(index) for index in indexes} == {32}


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_an_envelope_gives_back_what_it_took(text: bytes, aad: bytes) -> None:
    key = derive(b"k" * 32, "test")
    envelope = encrypt_with(key, text, aad=aad)
    assert len(envelope) == len(text) + OVERHEAD_BYTES
    assert decrypt_with(key, envelope, aad=aad) == text


def test_every_changed_byte_and_every_cut_of_an_envelope_is_refused() -> None:
    key = bytes(32)
    envelope = encrypt_with(key, b"value")
    for place in range(len(envelope)):
        changed = bytearray(envelope)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            decrypt_with(key, bytes(changed))
        with pytest.raises(CannotOpen):
            decrypt_with(key, envelope[:place])


def test_a_signature_holds_for_its_context_message_and_key_only() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    signature = sign(key, "parcel", b"message")
    verify(key.public_key(), "parcel", b"message", signature)
    for wrong in (
        (key, "ack", b"message", signature),
        (key, "parcel", b"messagf", signature),
        (other, "parcel", b"message", signature),
        (key, "parcel", b"message", signature[:-1]),
        (key, "parcel", b"message", bytes(64)),
    ):
        with pytest.raises(BadSignature):
            verify(wrong[0].public_key(), *wrong[1:])


def test_derived_keys_follow_rfc_5869() -> None:
    """Against HKDF-SHA256 computed by hand with HMAC."""
    import hmac
    from hashlib import sha256

    pseudo_random = hmac.digest(bytes(32), b"secret", sha256)
    expected = hmac.digest(pseudo_random, b"madoguchi/label\x01", sha256)
    assert derive(b"secret", "label") == expected
