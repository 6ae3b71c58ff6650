# SPDX-License-Identifier: Apache-2.0
"""How does the log leave the house so that others can check it, whole or one leaf at a time?"""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from madoguchi.platform.audit import log_key
from madoguchi.platform.audit.checkpoint import whole_note
from madoguchi.platform.audit.leaf import encode_leaf
from madoguchi.platform.audit.models import Checkpoint, Leaf
from madoguchi.platform.audit.nodes import inclusion_path
from madoguchi.platform.audit.sequence import tree_row

PIECE = 5_000


class NotYetProven(LookupError):
    """There is no such leaf, or no checkpoint covers it yet."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What lies in an export folder."""

    leaves: int
    waiting: int
    checkpoints: int


def export_log(folder: Path) -> Exported:
    """Write leaves, checkpoints and keys into a folder; it holds no personal values.

    ``leaves.jsonl`` has the hashed bytes of leaf n on line n, ``waiting.jsonl`` the leaves without a
    number, ``checkpoints.jsonl`` notes, cosignatures and time stamps, ``keys.txt`` the public keys.
    """
    folder.mkdir(parents=True, exist_ok=True)
    size = tree_row().size
    leaves = _write(folder / "leaves.jsonl", _numbered(size))
    waiting = _write(
        folder / "waiting.jsonl",
        (encode_leaf(leaf.body()) for leaf in Leaf.objects.filter(sequence=None).order_by("id")),
    )
    checkpoints = _write(
        folder / "checkpoints.jsonl",
        (json.dumps(_checkpoint(one), ensure_ascii=False).encode() for one in _up_to(size)),
    )
    (folder / "tree.json").write_text(json.dumps({"size": size}), encoding="utf-8")
    keys = "".join(f"{key}\n" for key in log_key.log_keys())
    (folder / "keys.txt").write_text(keys, encoding="utf-8")
    return Exported(leaves, waiting, checkpoints)


def prove(leaf_id: UUID) -> dict[str, Any]:
    """The proof that a leaf is in the log: its bytes, its place, the path, a signed checkpoint.

    Raises NotYetProven.
    """
    leaf = Leaf.objects.filter(pk=leaf_id).first()
    if leaf is None or leaf.sequence is None:
        raise NotYetProven(f"{leaf_id} has no number in the log")
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None or newest.size <= leaf.sequence:
        raise NotYetProven(f"no checkpoint covers {leaf_id} yet")
    path = inclusion_path(leaf.sequence, newest.size)
    return {
        "leaf": encode_leaf(leaf.body()).decode(),
        "index": leaf.sequence,
        "path": [b64encode(one).decode() for one in path],
        "note": whole_note(newest),
    }


def _numbered(size: int) -> Iterator[bytes]:
    for first in range(0, size, PIECE):
        last = min(first + PIECE, size)
        piece = Leaf.objects.filter(sequence__gte=first, sequence__lt=last).order_by("sequence")
        for leaf in piece:
            yield encode_leaf(leaf.body())


def _up_to(size: int) -> Iterator[Checkpoint]:
    found = Checkpoint.objects.filter(size__lte=size).order_by("size")
    yield from found.select_related("time_stamp").prefetch_related("cosignatures")


def _checkpoint(one: Checkpoint) -> dict[str, Any]:
    stamp = getattr(one, "time_stamp", None)
    return {
        "size": one.size,
        "at": one.at.isoformat(),
        "note": one.note,
        "cosignatures": [row.line for row in one.cosignatures.all()],
        "token": b64encode(bytes(stamp.token)).decode() if stamp else None,
    }


def _write(path: Path, lines: Iterator[bytes]) -> int:
    count = 0
    with path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")
            count += 1
    return count
