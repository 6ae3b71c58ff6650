# SPDX-License-Identifier: Apache-2.0
"""In which order do leaves enter the tree? The sequencer gives each its number, in batches.

Any number of sequencers may run: the row of the tree is locked, and should a lock ever fail, unique
numbers and the triggers of the tree let one of them win and the other start again.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from madoguchi.platform.audit.models import Leaf, Tree, TreeNode
from madoguchi.platform.audit.tree import CompleteNode, Frontier

BATCH = 2_000
MOST_BATCHES = 500


def sequence_waiting(*, batch: int = BATCH, most_batches: int = MOST_BATCHES) -> int:
    """Number the leaves that wait; returns how many. 0 also where another sequencer is at it."""
    numbered = 0
    for _ in range(most_batches):
        done = _sequence_batch(batch)
        numbered += done
        if done < batch:
            break
    return numbered


def tree_row() -> Tree:
    """The tree of this zone, made empty where there is none."""
    found = Tree.objects.filter(pk=1).first()
    if found is None:
        with suppress(IntegrityError), transaction.atomic():  # another was faster
            Tree.objects.bulk_create([Tree(pk=1)], ignore_conflicts=True)
        found = Tree.objects.get(pk=1)
    return found


def _sequence_batch(batch: int) -> int:
    tree_row()
    with transaction.atomic():
        tree = Tree.objects.select_for_update(skip_locked=_can_skip()).filter(pk=1).first()
        if tree is None:
            return 0
        waiting = list(
            Leaf.objects.filter(sequence=None).order_by("id").values_list("id", "leaf_hash")[:batch]
        )
        if waiting:
            _append(tree, waiting)
        return len(waiting)


def _can_skip() -> bool:
    return connection.features.has_select_for_update_skip_locked


def _append(tree: Tree, waiting: list[tuple[UUID, Any]]) -> None:
    frontier = Frontier.read(tree.size, bytes(tree.frontier))
    complete: list[CompleteNode] = []
    for _, leaf_hash in waiting:
        complete += frontier.push(bytes(leaf_hash))
    _set_numbers([leaf_id for leaf_id, _ in waiting], tree.size)
    TreeNode.objects.bulk_create(
        TreeNode(height=node.height, position=node.position, hash=node.hash) for node in complete
    )
    tree.size, tree.frontier = frontier.size, frontier.stored()
    tree.save(update_fields=["size", "frontier"])


def _set_numbers(ids: list[UUID], first: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE audit_leaf SET sequence = given.number "
                "FROM unnest(%s::uuid[], %s::bigint[]) AS given(id, number) "
                "WHERE audit_leaf.id = given.id",
                [ids, list(range(first, first + len(ids)))],
            )
        else:
            cursor.executemany(
                "UPDATE audit_leaf SET sequence = %s WHERE id = %s",
                [(first + n, leaf_id.hex) for n, leaf_id in enumerate(ids)],
            )
