# SPDX-License-Identifier: Apache-2.0
"""What happens when a key ends, is stolen, or is changed: in words, and without losing anything?"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pydantic import BaseModel

from madoguchi.platform.crypto.errors import BadKeyFile
from madoguchi.platform.crypto.expiry import KeyExpired, list_expiring
from madoguchi.platform.crypto.keys import ensure_zone_keys, retire, rotate, zone_keys
from madoguchi.platform.crypto.peers import describe_self, distrust, peer_keys, trust_peer
from madoguchi.platform.zones.fetching import FileLater
from madoguchi.platform.zones.models import IncomingParcel, OutgoingParcel
from madoguchi.platform.zones.outbox import list_waiting
from madoguchi.platform.zones.receiving import Receiving
from madoguchi.platform.zones.registry import receives
from madoguchi.platform.zones.request_signing import (
    Line,
    RequestRefused,
    check_request,
    sign_request,
)
from madoguchi.platform.zones.sending import send

pytestmark = pytest.mark.django_db


class Note(BaseModel):
    text: str


class NoFiles:
    def open_cipher(self, file):
        raise FileLater("no files here")


@pytest.fixture
def later() -> datetime:
    """A day after the keys of the test have ended."""
    return datetime.now(UTC) + timedelta(days=731)


def _send(at: datetime):
    with transaction.atomic():
        return send("test.note", Note(text="x"), to="office", ref="", at=at)


def _ask(home, key, at: datetime, *, zone: str = "portal", to: str = "office") -> str:
    line = Line("GET", "/zone/parcels", "", "0" * 64)
    headers = sign_request(line, signer=key, zone=zone, to_zone=to, at=at)
    return check_request(line, headers, own_zone=to, at=at)


def test_keys_that_end_are_warned_of_before(in_portal) -> None:
    keys = zone_keys()
    end = datetime.fromisoformat(keys.stored[0].not_after)
    assert list_expiring(keys, at=end - timedelta(days=31)) == ()
    soon = list_expiring(keys, at=end - timedelta(days=29))
    assert {one.key.use for one in soon} == {"signing", "sealing"}
    assert all("ends on" in one.sentence and "keys rotate" in one.sentence for one in soon)
    over = list_expiring(keys, at=end)
    assert all(one.is_over and "ended on" in one.sentence for one in over)


def test_nothing_is_sealed_or_signed_with_a_key_that_has_ended(in_portal, later) -> None:
    with pytest.raises(KeyExpired) as refusal:
        _send(later)
    assert "保存されています" in refusal.value.message.ja
    assert refusal.value.next_step is not None
    assert not OutgoingParcel.objects.exists()
    rotate("signing", at=later)
    with pytest.raises(KeyExpired):  # the office's sealing key has ended, too
        _send(later)
    office = in_portal.homes / "office"
    trust_peer(describe_self(rotate("sealing", at=later, home=office)), in_portal.homes / "portal")
    _send(later)


def test_what_was_closed_for_an_ended_key_still_opens(in_portal, settings, clean_registry) -> None:
    got: list[str] = []
    receives("test.note", Note)(lambda opened: got.append(opened.body.text))
    at = datetime.now(UTC)
    _send(at)
    [(_, parcel)] = list_waiting("office").parcels
    in_portal.enter("office", settings)
    much_later = at + timedelta(days=900)
    [arrival] = Receiving("portal", NoFiles(), at=much_later, route="pull").take_all([parcel])
    assert (arrival.outcome, got) == ("handled", ["x"])


def test_a_parcel_signed_after_the_end_of_its_key_waits_in_sight(
    in_portal, settings, later, clean_registry
) -> None:
    receives("test.note", Note)(lambda opened: None)
    with transaction.atomic():
        send("test.note", Note(text="x"), to="office", ref="", at=later, keys=zone_keys())
    [(_, parcel)] = list_waiting("office").parcels
    in_portal.enter("office", settings)
    [arrival] = Receiving("portal", NoFiles(), at=later, route="pull").take_all([parcel])
    assert arrival.outcome == "waiting"
    assert IncomingParcel.objects.get().error == "key_expired"


def test_a_request_signed_with_an_ended_key_is_refused(in_office, later) -> None:
    key = in_office.portal.signing
    assert _ask(in_office, key, datetime.now(UTC)) == "portal"
    with pytest.raises(RequestRefused) as refused:
        _ask(in_office, key, later)
    assert refused.value.code == "key_expired"


def test_a_stolen_key_is_believed_no_more_and_does_not_come_back(in_office) -> None:
    portal = in_office.homes / "portal"
    stolen = in_office.portal
    with pytest.raises(BadKeyFile, match="import its new public keys first"):
        distrust("portal", stolen.signing_id)
    trust_peer(describe_self(rotate("signing", at=datetime.now(UTC), home=portal)))
    at = datetime.now(UTC)
    assert _ask(in_office, stolen.signing, at) == "portal", "believed until it is named"
    distrust("portal", stolen.signing_id)
    with pytest.raises(RequestRefused):
        _ask(in_office, stolen.signing, at)
    assert _ask(in_office, zone_keys(portal).signing, at) == "portal"
    trust_peer(describe_self(zone_keys(portal)))  # lists the stolen key among the older ones
    assert stolen.signing_id not in peer_keys("portal").signing_ids
    with pytest.raises(BadKeyFile, match="no key left"):
        trust_peer(describe_self(stolen))
    with pytest.raises(BadKeyFile, match="no signing key"):
        distrust("portal", "0" * 16)
    with pytest.raises(BadKeyFile, match="not known"):
        distrust("core", stolen.signing_id)


def test_a_key_of_ours_is_withdrawn_only_once_there_is_another(tmp_path) -> None:
    at = datetime.now(UTC)
    first = ensure_zone_keys(tmp_path, zone="portal").signing_id
    with pytest.raises(BadKeyFile, match="rotate first"):
        retire(first, at=at, home=tmp_path)
    second = rotate("signing", at=at, home=tmp_path).signing_id
    after = retire(first, at=at, home=tmp_path)
    assert describe_self(after).signing_ids == (second,)
    assert after.signing_id == second
