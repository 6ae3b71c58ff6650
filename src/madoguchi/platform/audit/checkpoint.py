# SPDX-License-Identifier: Apache-2.0
"""What has this zone signed about its log, and who has confirmed it?"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from madoguchi.platform.audit import log_key
from madoguchi.platform.audit.models import Checkpoint, Leaf, Tree
from madoguchi.platform.audit.notes import Checkpoint as Statement
from madoguchi.platform.audit.notes import VerifierKey, is_true_line, read_key, read_note, sign_note
from madoguchi.platform.audit.sequence import tree_row
from madoguchi.platform.audit.tree import Frontier


@dataclass(frozen=True, slots=True)
class LogState:
    """How the log stands: numbered, covered by a checkpoint that counts, and still waiting."""

    size: int
    checkpointed: int
    counting: int
    waiting: bool
    proven_at: datetime | None

    @property
    def is_proven(self) -> bool:
        """Whether every leaf is covered by a checkpoint that counts."""
        return not self.waiting and self.counting >= self.size


def make_checkpoint(at: datetime) -> Checkpoint | None:
    """Sign the tree as it is; None where nothing has come since the last checkpoint."""
    tree = tree_row()
    if tree.size == 0 or Checkpoint.objects.filter(size__gte=tree.size).exists():
        return None
    root = Frontier.read(tree.size, bytes(tree.frontier)).root()
    name = log_key.origin()
    note = sign_note(Statement(name, tree.size, root).text(), name, log_key.log_key())
    try:
        with transaction.atomic():
            return Checkpoint.objects.create(size=tree.size, root=root, note=note, at=at)
    except IntegrityError:
        return None  # another process signed the same tree


def note_proven(at: datetime) -> bool:
    """Remember that everything is covered at this moment; False where something is not."""
    if not read_state().is_proven:
        return False
    Tree.objects.filter(pk=1).update(proven_at=at)
    return True


def read_state() -> LogState:
    """How the log stands now."""
    tree, newest, counting = tree_row(), newest_checkpoint(), newest_counting()
    return LogState(
        size=tree.size,
        checkpointed=newest.size if newest else 0,
        counting=counting.size if counting else 0,
        waiting=Leaf.objects.filter(sequence=None).exists(),
        proven_at=tree.proven_at,
    )


def newest_checkpoint() -> Checkpoint | None:
    """The largest checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def newest_counting() -> Checkpoint | None:
    """The largest checkpoint with as many cosignatures as the city asks for."""
    needed = int(getattr(settings, "AUDIT_COSIGNATURES", 0))
    if needed == 0:
        return newest_checkpoint()
    keys = trusted_witnesses()
    latest = Checkpoint.objects.prefetch_related("cosignatures").order_by("-size")[:50]
    return next((one for one in latest if count_cosignatures(one, keys) >= needed), None)


def count_cosignatures(checkpoint: Checkpoint, keys: list[VerifierKey]) -> int:
    """How many of the trusted witnesses have truly signed a checkpoint."""
    text = read_note(checkpoint.note).text
    lines = [one.line for one in checkpoint.cosignatures.all()]
    return sum(any(is_true_line(text, line, key) for line in lines) for key in keys)


def trusted_witnesses() -> list[VerifierKey]:
    """The witnesses that the city names (setting AUDIT_WITNESSES)."""
    return [read_key(one) for one in getattr(settings, "AUDIT_WITNESSES", ())]


def whole_note(checkpoint: Checkpoint) -> str:
    """The note of a checkpoint with every cosignature line that is kept."""
    lines = checkpoint.cosignatures.order_by("witness").values_list("line", flat=True)
    return checkpoint.note + "".join(f"{line.strip()}\n" for line in lines)
