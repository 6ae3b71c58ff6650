# SPDX-License-Identifier: Apache-2.0
"""Are true tokens taken, and all others refused, over real HTTP?"""

from datetime import timedelta

import pytest
from django.db import transaction

from madoguchi.connectors.timestamp_rfc3161.client import Authority
from madoguchi.connectors.timestamp_rfc3161.twin import TwinAuthority, serving
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import record
from madoguchi.platform.audit.checkpoint import make_checkpoint
from madoguchi.platform.audit.confirm import stamp_newest
from madoguchi.platform.audit.models import TimeStamp
from madoguchi.platform.audit.ports import NotConfirmed, use_time_stamps
from madoguchi.platform.audit.sequence import sequence_waiting
from madoguchi.platform.audit.standalone.verify import stamped
from madoguchi.platform.crypto.keys import ensure_zone_keys


@pytest.fixture(scope="module")
def twin():
    return TwinAuthority(now())


@pytest.fixture
def authority(twin):
    with serving(twin) as address:
        yield Authority(address, twin.root_pem)


def test_a_token_proves_the_time_of_this_message_only(authority, twin):
    stamp = authority.stamp("灯台市".encode())
    assert abs(stamp.at - now()) < timedelta(minutes=1)
    assert authority.read_time(stamp.token, "灯台市".encode()) == stamp.at
    for token, message in (
        (stamp.token, b"other"),
        (stamp.token[:-1] + bytes([stamp.token[-1] ^ 1]), "灯台市".encode()),
        (b"", b""),
        (twin.answer(b"nonsense", now()), b""),
    ):
        with pytest.raises(NotConfirmed):
            authority.read_time(token, message)
    assert abs(authority.check() - now()) < timedelta(minutes=1)


def test_another_authority_is_not_believed(authority, twin):
    stranger = TwinAuthority(now())
    with serving(stranger) as address, pytest.raises(NotConfirmed):
        Authority(address, twin.root_pem).stamp(b"x")
    with pytest.raises(NotConfirmed):
        Authority("http://127.0.0.1:1/", twin.root_pem).stamp(b"x")


def test_an_old_answer_is_no_answer(authority, monkeypatch):
    """The nonce ties the answer to the question."""
    old = authority.stamp(b"x").token
    import httpx

    monkeypatch.setattr(httpx, "post", lambda *_, **__: httpx.Response(200, content=old))
    with pytest.raises(NotConfirmed):
        authority.stamp(b"x")


@pytest.mark.django_db
def test_tokens_are_kept_beside_checkpoints(authority, twin, tmp_path):
    ensure_zone_keys()
    use_time_stamps(authority)
    try:
        with transaction.atomic():
            record(action="a.b", actor=SYSTEM, subject="x:1", at=now())
        sequence_waiting()
        checkpoint = make_checkpoint(now())
        kept = stamp_newest()
        assert stamp_newest() is None
    finally:
        use_time_stamps(None)
    assert TimeStamp.objects.get() == kept
    root = tmp_path / "root.pem"
    root.write_bytes(twin.root_pem)
    note = checkpoint.note.encode()
    assert stamped(bytes(kept.token), note, None)
    assert stamped(bytes(kept.token), note, str(root))
    assert not stamped(bytes(kept.token), note + b" ", None)
    root.write_bytes(TwinAuthority(now()).root_pem)
    assert not stamped(bytes(kept.token), note, str(root))
