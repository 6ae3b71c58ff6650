# SPDX-License-Identifier: Apache-2.0
"""Do stored files come back to the reader alone, and go when their time is over?"""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import transaction

from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.keys import rotate
from madoguchi.platform.files.disk import CipherFile, cipher_path, files_root
from madoguchi.platform.files.kinds import WIDEST_RULE, UploadRule
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.files.refusals import (
    FileDamaged,
    FileGone,
    UploadRefused,
    UploadUnavailable,
)
from madoguchi.platform.files.storing import claim, forget_of, hold, is_held, receive_stream
from madoguchi.platform.files.sweeping import sweep
from madoguchi.platform.files.tests import samples

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
TEXT = samples.CANARY * 5000


def _store(content: bytes = TEXT, *, owner: str = "procedures:1", **more) -> FileRef:
    pieces = (content[start : start + 1000] for start in range(0, len(content), 1000))
    return receive_stream(pieces, name="秘密の名前.txt", purpose="test", owner=owner, at=AT, **more)


def test_what_was_sent_is_what_the_reader_opens(zone) -> None:
    ref = _store()
    assert (ref.size, ref.sha256) == (len(TEXT), sha256(TEXT).hexdigest())
    assert ref.type == "text/plain"
    assert b"".join(open_file(ref.id, identities=zone.reader.files_keys)) == TEXT


def test_nothing_readable_is_on_the_portal(portal) -> None:
    ref = _store()
    row = StoredFile.objects.get(id=ref.id)
    assert (row.name, row.media_type, row.sha256) == ("", "", "")
    written = b"".join(path.read_bytes() for path in portal.home.rglob("*") if path.is_file())
    assert samples.CANARY not in written
    assert "秘密の名前".encode() not in written
    assert oct(cipher_path(ref.id).stat().st_mode)[-3:] == "600"
    with pytest.raises(FileDamaged):
        list(open_file(ref.id))


def test_the_office_knows_its_files(office) -> None:
    ref = _store()
    row = StoredFile.objects.get(id=ref.id)
    assert (row.name, row.media_type, row.sha256) == (ref.name, ref.type, ref.sha256)
    assert b"".join(open_file(ref.id)) == TEXT


def test_a_file_opens_after_the_key_has_changed(office) -> None:
    ref = _store()
    rotate("files", at=AT, home=office.home)
    assert b"".join(open_file(ref.id)) == TEXT
    newer = _store()
    keys = set(StoredFile.objects.values_list("recipient_key", flat=True))
    assert len(keys) == 2
    assert b"".join(open_file(newer.id)) == TEXT


@pytest.mark.parametrize("part", ["head", "middle", "end", "cut", "other"])
def test_a_changed_file_is_not_given_out_as_whole(office, part: str) -> None:
    ref, other = _store(), _store(b"another text")
    path = cipher_path(ref.id)
    content = bytearray(path.read_bytes())
    if part == "cut":
        content = content[:-20]
    elif part == "other":
        content = bytearray(cipher_path(other.id).read_bytes())
    else:
        content[{"head": 30, "middle": len(content) // 2, "end": -1}[part]] ^= 1
    path.write_bytes(content)
    with pytest.raises(FileDamaged):
        list(open_file(ref.id))


def test_a_missing_file_is_told_at_once(office) -> None:
    ref = _store()
    cipher_path(ref.id).unlink()
    for file_id in (ref.id, new_id()):
        with pytest.raises(FileGone):
            open_file(file_id)


@pytest.mark.parametrize(
    ("content", "rule", "code"),
    [
        (b"", WIDEST_RULE, "upload_empty"),
        (b"a" * 3000, UploadRule(kinds=frozenset({"text"}), max_bytes=2000), "upload_too_large"),
        (b"a" * 3000, UploadRule(), "upload_type_not_allowed"),
        (bytes(3000), WIDEST_RULE, "upload_type_mismatch"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(
    zone, content: bytes, rule: UploadRule, code: str
) -> None:
    with pytest.raises(UploadRefused) as refused:
        _store(content, rule=rule)
    assert refused.value.code == code
    assert not [path for path in files_root().rglob("*") if path.is_file()]
    assert not StoredFile.objects.exists()


def test_a_sender_that_breaks_off_leaves_nothing_behind(zone) -> None:
    def pieces():
        yield b"begin"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        receive_stream(pieces(), name="a.txt", purpose="test", owner="x:1", at=AT)
    assert not [path for path in files_root().rglob("*") if path.is_file()]


def test_without_the_reader_s_key_nothing_is_taken(portal) -> None:
    (portal.home / "peers" / "office.json").unlink()
    with pytest.raises(UploadUnavailable):
        _store()


def test_a_file_belongs_to_its_owner_until_it_is_claimed(zone) -> None:
    ref = _store(held_until=AT + timedelta(days=1))
    assert is_held(ref.id, owner="procedures:1")
    assert not is_held(ref.id, owner="procedures:2")
    claim([ref], owner="zones:7")
    row = StoredFile.objects.get()
    assert (row.owner, row.held_until) == ("zones:7", None)
    with pytest.raises(FileGone):
        claim([ref.model_copy(update={"id": new_id()})], owner="zones:8")


@pytest.mark.django_db(transaction=True)
def test_content_goes_only_when_the_transaction_is_committed(zone) -> None:
    ref = _store()
    with transaction.atomic():
        assert forget_of("procedures:1") == 1
        transaction.set_rollback(True)
    assert cipher_path(ref.id).exists()
    assert is_held(ref.id, owner="procedures:1")
    forget_of("procedures:1")
    assert not cipher_path(ref.id).exists()


@pytest.mark.django_db(transaction=True)
def test_a_sweep_removes_what_belongs_to_nobody(zone) -> None:
    kept, expired, renewed = _store(owner="a:1"), _store(owner="a:2"), _store(owner="a:3")
    StoredFile.objects.exclude(owner="a:1").update(held_until=AT)
    hold("a:3", until=AT + timedelta(days=5))
    orphan, fresh = CipherFile(new_id()), CipherFile(new_id())
    broken = CipherFile(new_id())
    for cipher in (orphan, fresh, broken):
        cipher.write(b"x")
    old = (AT - timedelta(days=2)).timestamp()
    os.utime(orphan.place(), (old, old))
    new = AT.timestamp()
    os.utime(fresh.place(), (new, new))
    broken.close()
    (part,) = (files_root() / "incoming").iterdir()
    os.utime(part, (old, old))
    swept = sweep(at=AT)
    assert (swept.expired, swept.orphans, swept.parts) == (1, 1, 1)
    left = {path.stem for path in files_root().rglob("*") if path.is_file()}
    assert left == {str(kept.id), str(renewed.id), str(fresh.id)}
    assert str(expired.id) not in left
    assert sweep(at=AT).expired == 0


MEASURE = """
import resource, sys, tempfile
from datetime import datetime, UTC
from pathlib import Path
import django
from django.conf import settings
home = Path(tempfile.mkdtemp())
settings.configure(HOME=home, ZONE="office", INSTALLED_APPS=["madoguchi.platform.files"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, USE_TZ=True)
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.files.storing import receive_stream
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.refusals import UploadTooLarge
from madoguchi.platform.files.kinds import ALL_KINDS, UploadRule
ensure_zone_keys()
AT = datetime(2026, 11, 21, tzinfo=UTC)
line = b"x" * 65536
def run(pieces, limit=1 << 40):
    ref = receive_stream((line for _ in range(pieces)), name="a.txt", purpose="t", owner="a:1",
        at=AT, rule=UploadRule(kinds=ALL_KINDS, max_bytes=limit))
    return sum(map(len, open_file(ref.id)))
run(20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
total = run(1024)
pulled = 0
def endless():
    global pulled
    while True:
        pulled += 1
        yield line
try:
    receive_stream(endless(), name="a.txt", purpose="t", owner="a:1", at=AT,
        rule=UploadRule(kinds=ALL_KINDS, max_bytes=10 * 2**20))
except UploadTooLarge:
    print(total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, pulled)
import shutil; shutil.rmtree(home)
"""


def test_64_megabytes_pass_in_flat_memory_and_the_cap_bites_while_streaming(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        capture_output=True, text=True, timeout=150, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    total, grown_kb, pulled = map(int, done.stdout.split())
    assert total == 64 * 1024 * 1024
    assert grown_kb < 4_000
    assert pulled == 161
