# SPDX-License-Identifier: Apache-2.0
"""Where do the hashes of the tree rest, and which proofs follow from them?"""

from madoguchi.platform.audit.models import Leaf, TreeNode
from madoguchi.platform.audit.tree import (
    TILE_HEIGHT,
    hash_children,
    prove_consistency,
    prove_inclusion,
)


class NotInTree(LookupError):
    """The tree does not reach so far, or rows are missing."""


def read_node(height: int, position: int) -> bytes:
    """The hash of a complete subtree, from at most 256 rows."""
    stored = height - height % TILE_HEIGHT
    first = position << (height - stored)
    count = 1 << (height - stored)
    hashes = _read_row(stored, first, count)
    if len(hashes) != count:
        raise NotInTree(f"height {stored}, position {first}")
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [hash_children(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def inclusion_path(index: int, size: int) -> list[bytes]:
    """The audit path of a leaf in the tree of the first ``size`` leaves."""
    return prove_inclusion(index, size, read_node)


def consistency_path(old: int, size: int) -> list[bytes]:
    """The proof that the tree only grew from ``old`` to ``size`` leaves."""
    return prove_consistency(old, size, read_node)


def _read_row(height: int, first: int, count: int) -> list[bytes]:
    if height == 0:
        leaves = Leaf.objects.filter(sequence__gte=first, sequence__lt=first + count)
        return [
            bytes(one) for one in leaves.order_by("sequence").values_list("leaf_hash", flat=True)
        ]
    nodes = TreeNode.objects.filter(height=height, position__gte=first, position__lt=first + count)
    return [bytes(one) for one in nodes.order_by("position").values_list("hash", flat=True)]
