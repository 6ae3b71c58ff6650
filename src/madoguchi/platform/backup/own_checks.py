# SPDX-License-Identifier: Apache-2.0
"""What can the platform prove of a restored zone? Its files, keys and leaves."""

from hashlib import sha256

import orjson
from django.conf import settings

from madoguchi.platform.audit.models import Leaf, SubjectKey
from madoguchi.platform.audit.queries import is_intact
from madoguchi.platform.audit.subject_keys import open_key
from madoguchi.platform.backup.checks import Finding, proves
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.crypto.fields import blind_index, decrypt, encrypt
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.files.disk import cipher_path, read_pieces
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.opening import read_verified
from madoguchi.platform.files.receiving import READER_OF
from madoguchi.platform.files.refusals import FileDamaged
from madoguchi.platform.zones.marks import restored_mark
from madoguchi.platform.zones.models import IncomingParcel, OutgoingParcel

_PURPOSE = "backup.check"


@proves("files are whole and open")
def check_files(finding: Finding) -> None:
    """Each file has its content; where this zone may read it, it opens."""
    keys, opens_here = zone_keys().files_keys, settings.ZONE not in READER_OF
    for row in StoredFile.objects.iterator():
        finding.checked += 1
        path = cipher_path(row.id)
        try:
            if opens_here:
                for _ in read_verified(path, row.size, row.sha256, keys):
                    pass
            elif _digest(row) != row.cipher_sha256:
                raise FileDamaged
        except (FileDamaged, OSError):
            finding.fail(f"file {row.id}")


@proves("keys of subjects open")
def check_subject_keys(finding: Finding) -> None:
    """The field keys are those under which the audit log's subject keys were closed."""
    for row in SubjectKey.objects.filter(erased_at__isnull=True).iterator():
        finding.checked += 1
        try:
            open_key(row)
        except CryptoError:
            finding.fail(f"key of {row.subject}")


@proves("fields and blind indexes work")
def check_fields(finding: Finding) -> None:
    """What is encrypted now opens, and a word has the blind index that it had in the backup."""
    finding.checked = 2
    if decrypt(_PURPOSE, encrypt(_PURPOSE, b"probe")) != b"probe":
        finding.fail("a field does not open")
    if (before := _probe_of_backup()) and before != index_probe():
        finding.fail("the key of blind indexes is another one: look-ups would find nothing")


def index_probe() -> str:
    """The blind index of a known word: equal as long as the key is the same."""
    return blind_index(_PURPOSE, "probe").hex()


def _probe_of_backup() -> str:
    mark = restored_mark()
    try:
        return str(orjson.loads(mark.read_bytes())["index_probe"]) if mark.exists() else ""
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""


@proves("leaves are what was hashed")
def check_leaves(finding: Finding) -> None:
    """Each leaf of the audit log still has its hash."""
    for leaf in Leaf.objects.iterator():
        finding.checked += 1
        if not is_intact(leaf):
            finding.fail(f"leaf {leaf.id}")


@proves("parcels are in order")
def check_parcels(finding: Finding) -> None:
    """Each waiting parcel has its body."""
    finding.checked = OutgoingParcel.objects.count() + IncomingParcel.objects.count()
    for row in OutgoingParcel.objects.filter(acked_at__isnull=True, sealed__isnull=True):
        finding.fail(f"parcel {row.id}")


def _digest(row: StoredFile) -> str:
    digest = sha256()
    for piece in read_pieces(cipher_path(row.id)):
        digest.update(piece)
    return digest.hexdigest()
