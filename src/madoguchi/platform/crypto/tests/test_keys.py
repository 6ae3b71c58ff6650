# SPDX-License-Identifier: Apache-2.0
"""Are keys made once, kept private, changed without loss, and found by their id?"""

import json
import multiprocessing
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from madoguchi.platform.crypto.derive import key_id_of_public
from madoguchi.platform.crypto.errors import BadKeyFile, UnknownKey
from madoguchi.platform.crypto.keys import (
    ZoneKeys,
    ensure_zone_keys,
    key_path,
    rotate,
    zone_keys,
)
from madoguchi.platform.crypto.peers import describe_self, peer_keys, peer_path, trust_peer
from madoguchi.platform.crypto.recovery import (
    identity_of,
    keep_public_half,
    new_secret,
    open_capsule,
)
from madoguchi.platform.crypto.sealing import open_sealed, seal
from madoguchi.platform.crypto.streams import age_encrypt

AT = datetime(2026, 11, 21, tzinfo=UTC)


def _make(home: Path) -> ZoneKeys:
    return ensure_zone_keys(home, zone="office")


def _made_id(home: Path) -> str:
    return _make(home).signing_id


def test_keys_are_made_once_and_only_the_owner_may_read_them(tmp_path: Path) -> None:
    keys = _make(tmp_path)
    assert _make(tmp_path).signing_id == keys.signing_id
    assert stat.S_IMODE(key_path(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(key_path(tmp_path).parent.stat().st_mode) == 0o700
    assert [path.name for path in key_path(tmp_path).parent.iterdir()] == ["zone.json"]


def test_processes_that_start_at_once_agree_on_the_keys(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert len(set(pool.map(_made_id, [tmp_path] * 8))) == 1


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    _make(tmp_path)
    key_path(tmp_path).chmod(0o644)
    with pytest.raises(BadKeyFile, match="chmod"):
        zone_keys(tmp_path)


@pytest.mark.parametrize("change", ["{", '{"version": 2}', "[]"])
def test_a_damaged_key_file_is_refused(tmp_path: Path, change: str) -> None:
    _make(tmp_path)
    path = key_path(tmp_path)
    path.unlink()
    path.write_text(change)
    path.chmod(0o600)
    with pytest.raises(BadKeyFile):
        zone_keys(tmp_path)


def test_a_key_under_another_id_is_refused(tmp_path: Path) -> None:
    _make(tmp_path)
    path = key_path(tmp_path)
    document = json.loads(path.read_text())
    document["keys"][0]["private"], document["keys"][1]["private"] = (
        document["keys"][1]["private"],
        document["keys"][0]["private"],
    )
    path.write_text(json.dumps(document))
    with pytest.raises(BadKeyFile):
        zone_keys(tmp_path)


def test_missing_keys_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadKeyFile):
        zone_keys(tmp_path)
    with pytest.raises(BadKeyFile):
        peer_keys("office", tmp_path)


def test_after_a_change_the_new_key_seals_and_the_old_one_still_opens(tmp_path: Path) -> None:
    before = _make(tmp_path)
    sealed = seal(before.sealing.public_key(), info=b"", aad=b"", plaintext=b"old")
    after = rotate("sealing", at=AT, home=tmp_path)
    assert after.sealing.private_bytes_raw() != before.sealing.private_bytes_raw()
    assert open_sealed(zone_keys(tmp_path).sealing_keys, sealed, info=b"", aad=b"") == b"old"
    assert after.signing_id == before.signing_id
    with pytest.raises(ValueError, match="index"):
        rotate("index", at=AT, home=tmp_path)


def test_ids_are_the_start_of_the_hash_of_the_public_key(tmp_path: Path) -> None:
    keys = _make(tmp_path)
    public = keys.signing.public_key().public_bytes_raw()
    assert keys.signing_id == key_id_of_public(public).hex()
    assert len(keys.signing_id) == 16


def test_a_peer_is_told_public_keys_only_and_follows_a_change(tmp_path: Path) -> None:
    office, portal = tmp_path / "office", tmp_path / "portal"
    keys = _make(office)
    trust_peer(describe_self(keys), portal)
    written = peer_path("office", portal).read_text()
    for stored in keys.stored:
        assert stored.private.hex() not in written
    first = peer_keys("office", portal)
    assert first.signing_key(keys.signing_id)
    newer = rotate("signing", at=AT, home=office)
    newer = rotate("sealing", at=AT, home=office)
    trust_peer(describe_self(newer), portal)
    second = peer_keys("office", portal)
    assert second.sealing != first.sealing
    assert second.signing_key(newer.signing_id)
    assert second.signing_key(keys.signing_id)
    with pytest.raises(UnknownKey):
        second.signing_key("00" * 8)


def test_keys_do_not_show_in_a_representation(tmp_path: Path) -> None:
    keys = _make(tmp_path)
    assert "private" not in repr(keys) + repr(keys.stored)


def _lay(home: Path, name: str, content: str) -> Path:
    path = home / name
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.write_text(content)
    return path


def test_a_capsule_brings_all_keys_back_also_those_towards_card_providers(tmp_path: Path) -> None:
    home, empty = tmp_path / "portal", tmp_path / "fresh"
    _make(home)
    cards = {"card/client-key.json": "{1}", "card/client-opener.json": "{2}"}
    for name, content in cards.items():
        _lay(home, name, content)
    secret = new_secret()
    keep_public_half(secret, zone="portal", needed=2, shares=3, at=AT, home=home)
    written = open_capsule(home / "keys" / "keys.age", identity_of(secret), empty)
    assert set(written) == {"zone.json", *cards}
    assert {name: (empty / name).read_text() for name in cards} == cards
    assert stat.S_IMODE((empty / "card" / "client-key.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["../evil.json", "/etc/x.json", "peers/../x.json", "settings.py"])
def test_a_capsule_that_somebody_else_closed_writes_nothing_but_keys(
    tmp_path: Path, name: str
) -> None:
    secret = new_secret()
    content = json.dumps({"zone.json": "{}", name: "x"}).encode()
    capsule = tmp_path / "keys.age"
    capsule.write_bytes(b"".join(age_encrypt([content], identity_of(secret).public_key())))
    with pytest.raises(BadKeyFile, match="no key"):
        open_capsule(capsule, identity_of(secret), tmp_path / "home")
    assert not (tmp_path / "home").exists()
