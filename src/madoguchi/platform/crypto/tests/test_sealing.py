# SPDX-License-Identifier: Apache-2.0
"""Does a seal open for its addressee alone, unchanged, and as RFC 9180 says?"""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.platform.crypto.derive import key_id_of_public
from madoguchi.platform.crypto.errors import CannotOpen, UnknownKey
from madoguchi.platform.crypto.sealing import OVERHEAD_BYTES, bind, open_sealed, seal
from madoguchi.platform.crypto.tests.independent_hpke import open_base, seal_base

KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()


def _head() -> bytes:
    return b"\x01" + key_id_of_public(PUBLIC.public_bytes_raw())


def test_the_oracle_agrees_with_rfc_9180_appendix_a_1_1() -> None:
    ephemeral = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
    )
    recipient = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
    )
    sealed = seal_base(
        ephemeral,
        recipient.public_key(),
        bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"),
        bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479"),
        aad=b"Count-0",
        aead=1,
        key_bytes=16,
    )
    assert sealed.hex() == (
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
        "6d8770ac83d07bea87e13c512a"
    )


@given(st.binary(max_size=300), st.binary(max_size=40), st.binary(max_size=40))
def test_what_we_seal_the_oracle_opens_and_the_reverse(
    text: bytes, info: bytes, aad: bytes
) -> None:
    bound = bind(_head(), info, aad)
    assert open_base(KEY, bound, seal(PUBLIC, info=info, aad=aad, plaintext=text)[9:]) == text
    theirs = _head() + seal_base(X25519PrivateKey.generate(), PUBLIC, bound, text)
    assert open_sealed(KEY, theirs, info=info, aad=aad) == text


def test_raw_bytes_of_a_public_key_do_as_well_as_a_key() -> None:
    sealed = seal(PUBLIC.public_bytes_raw(), info=b"i", aad=b"a", plaintext=b"text")
    assert len(sealed) == OVERHEAD_BYTES + 4
    assert open_sealed([X25519PrivateKey.generate(), KEY], sealed, info=b"i", aad=b"a") == b"text"


def test_every_changed_byte_and_every_cut_is_refused() -> None:
    sealed = seal(PUBLIC, info=b"kind", aad=b"header", plaintext=b"hello")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 0x40
        with pytest.raises(CannotOpen):
            open_sealed(KEY, bytes(changed), info=b"kind", aad=b"header")
    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            open_sealed(KEY, sealed[:length], info=b"kind", aad=b"header")


@pytest.mark.parametrize(("info", "aad"), [(b"kin", b"dheader"), (b"kind", b""), (b"", b"header")])
def test_another_info_or_header_does_not_open(info: bytes, aad: bytes) -> None:
    sealed = seal(PUBLIC, info=b"kind", aad=b"header", plaintext=b"hello")
    with pytest.raises(CannotOpen):
        open_sealed(KEY, sealed, info=info, aad=aad)


def test_a_stranger_is_told_that_the_key_is_unknown() -> None:
    sealed = seal(PUBLIC, info=b"", aad=b"", plaintext=b"hello")
    with pytest.raises(UnknownKey):
        open_sealed(X25519PrivateKey.generate(), sealed, info=b"", aad=b"")


def test_a_low_order_point_in_place_of_the_encapsulated_key_is_refused() -> None:
    with pytest.raises(CannotOpen):
        open_sealed(KEY, _head() + bytes(32) + bytes(20), info=b"", aad=b"")
