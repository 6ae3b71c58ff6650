# SPDX-License-Identifier: Apache-2.0
"""Which drafts can this person open, and what is inside?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.engines.procedures.models import Draft, DraftKey, Revision
from madoguchi.engines.procedures.models.draft import open_draft
from madoguchi.engines.procedures.ports import KeyHolder
from madoguchi.engines.procedures.rules.content import Content, decode
from madoguchi.engines.procedures.rules.refusals import DraftUnknown
from madoguchi.platform.crypto.errors import CryptoError


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that was opened: its row, its key and its content, in memory only."""

    row: Draft
    key: bytes
    content: Content
    holder: str = ""

    @property
    def id(self) -> UUID:
        """The draft's id."""
        return self.row.id

    @property
    def revision(self) -> Revision:
        """The revision that it was last saved with (without the definition)."""
        return self.row.revision

    @property
    def owner(self) -> str:
        """The typed reference under which its files are kept."""
        return owner_of(self.row.id)

    def __repr__(self) -> str:
        return f"<OpenDraft {self.row.id}>"


def owner_of(draft_id: UUID) -> str:
    """The typed reference of a draft."""
    return f"procedures:draft:{draft_id}"


def get_draft(draft_id: UUID, holders: Sequence[KeyHolder], *, at: datetime) -> OpenDraft:
    """Open a draft with the first holder that has a key to it; one SELECT.

    Raises:
        DraftUnknown: it does not exist (any more), or is not open to any of the holders.
    """
    rows = _keys(holders).filter(draft_id=draft_id, draft__expires_at__gt=at)
    opened = _open_first(list(rows), holders)
    if opened is None:
        raise DraftUnknown
    return opened


def list_drafts(holders: Sequence[KeyHolder], *, at: datetime) -> list[OpenDraft]:
    """The applications that these holders are writing, the last saved first."""
    rows = (
        _keys(holders)
        .filter(draft__expires_at__gt=at, draft__purpose=Draft.APPLICATION)
        .order_by("-draft__saved_at")[:50]
    )
    by_draft: dict[UUID, list[DraftKey]] = {}
    for row in rows:
        by_draft.setdefault(row.draft_id, []).append(row)
    opened = (_open_first(keys, holders) for keys in by_draft.values())
    return [draft for draft in opened if draft is not None]


def find_rescue(draft_id: UUID, holders: Sequence[KeyHolder], *, at: datetime) -> OpenDraft | None:
    """What was typed into a draft when the session had run out, newest first."""
    rows = (
        _keys(holders)
        .filter(draft__rescues=draft_id, draft__purpose=Draft.RESCUE, draft__expires_at__gt=at)
        .order_by("-draft__saved_at")[:1]
    )
    return _open_first(list(rows), holders)


def find_by_code(resume_number: str, holder: KeyHolder, *, at: datetime) -> OpenDraft | None:
    """The draft that a resume number and its code open."""
    rows = _keys([holder]).filter(draft__resume_number=resume_number, draft__expires_at__gt=at)
    return _open_first(list(rows), [holder])


def _keys(holders: Sequence[KeyHolder]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return (
        DraftKey.objects.filter(holder__in=[holder.ref for holder in holders])
        .select_related("draft__revision")
        .defer("draft__revision__definition")
    )


def _open_first(rows: Sequence[DraftKey], holders: Sequence[KeyHolder]) -> OpenDraft | None:
    by_ref = {holder.ref: holder for holder in holders}
    for row in rows:
        try:
            key = by_ref[row.holder].unwrap(bytes(row.wrapped))
            plain = open_draft(key, row.draft_id, bytes(row.draft.ciphertext))
        except CryptoError:
            continue
        return OpenDraft(row.draft, key, decode(plain), row.holder)
    return None


def is_of_an_account(draft_id: UUID, *, at: datetime) -> bool:
    """Whether some account could open a draft (and this person perhaps after signing in)."""
    keys = DraftKey.objects.filter(draft_id=draft_id, draft__expires_at__gt=at)
    return keys.filter(holder__startswith="identity:").exists()
