# SPDX-License-Identifier: Apache-2.0
"""How do leaf hashes become one root, and how is it proven? The Merkle tree of RFC 9162.

Pure functions over hashes; where interior nodes rest is the business of ``nodes.py``.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

EMPTY_ROOT = hashlib.sha256(b"").digest()
TILE_HEIGHT = 8
"""Every eighth height is stored: one row for 256 leaves, one for 65,536, and so on."""

ReadNode = Callable[[int, int], bytes]
"""The hash of the complete subtree of a height at a position (``position << height`` leaves in)."""


@dataclass(frozen=True, slots=True)
class CompleteNode:
    """The root of a complete subtree that is worth storing."""

    height: int
    position: int
    hash: bytes


@dataclass(slots=True)
class Frontier:
    """The right edge of a tree: all that appending needs, at most 64 hashes."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    @classmethod
    def read(cls, size: int, stored: bytes) -> "Frontier":
        """From its stored form; raises ValueError where size and hashes do not belong together."""
        hashes = [stored[at : at + 32] for at in range(0, len(stored), 32)]
        if len(hashes) != size.bit_count() or any(len(one) != 32 for one in hashes):
            raise ValueError("the state of the tree is damaged")
        return cls(size, hashes)

    def stored(self) -> bytes:
        """The hashes one after another, the largest subtree first."""
        return b"".join(self.hashes)

    def push(self, leaf_hash: bytes) -> list[CompleteNode]:
        """Append a leaf; returns the nodes of the stored heights that it completed."""
        node, height, complete = leaf_hash, 0, []
        while (self.size >> height) & 1:
            node = hash_children(self.hashes.pop(), node)
            height += 1
            if height % TILE_HEIGHT == 0:
                complete.append(CompleteNode(height, self.size >> height, node))
        self.hashes.append(node)
        self.size += 1
        return complete

    def root(self) -> bytes:
        """The Merkle tree hash of everything so far."""
        if not self.hashes:
            return EMPTY_ROOT
        node = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            node = hash_children(left, node)
        return node


def hash_children(left: bytes, right: bytes) -> bytes:
    """The hash of an interior node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(first: int, last: int, read: ReadNode) -> bytes:
    """The tree hash of the leaves ``first`` up to, not including, ``last``."""
    count = last - first
    if count == 0:
        return EMPTY_ROOT
    if count & (count - 1) == 0 and first % count == 0:
        height = count.bit_length() - 1
        return read(height, first >> height)
    middle = first + _split(count)
    return hash_children(root_of(first, middle, read), root_of(middle, last, read))


def prove_inclusion(index: int, size: int, read: ReadNode) -> list[bytes]:
    """The audit path of a leaf (RFC 9162, 2.1.3.1), nearest sibling first."""
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    path: list[bytes] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            path.append(root_of(middle, last, read))
            last = middle
        else:
            path.append(root_of(first, middle, read))
            first = middle
    return path[::-1]


def prove_consistency(old: int, size: int, read: ReadNode) -> list[bytes]:
    """That the tree of ``old`` leaves is the beginning of that of ``size`` (RFC 9162, 2.1.4.1)."""
    if not 0 <= old <= size:
        raise ValueError("the older tree cannot be larger")
    if old in (0, size):
        return []
    path: list[bytes] = []
    first, last, whole = 0, size, True
    while last != old:
        middle = first + _split(last - first)
        if old <= middle:
            path.append(root_of(middle, last, read))
            last = middle
        else:
            path.append(root_of(first, middle, read))
            first, whole = middle, False
    if not whole:
        path.append(root_of(first, last, read))
    return path[::-1]


def is_included(
    leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether an audit path leads from a leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, node = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            node = hash_children(sibling, node)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            node = hash_children(node, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the smaller tree is the beginning of the larger (RFC 9162, 2.1.4.2)."""
    if old in (0, size):
        fits = old_root == (EMPTY_ROOT if old == 0 else root)
        return fits and not path
    if not 0 < old < size or not path:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return _climb(old - 1, size - 1, steps) == (old_root, root)


def _climb(number: int, last: int, steps: list[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots that the steps lead to; None where there are too few or too many steps."""
    while number & 1:
        number, last = number >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            older, newer = hash_children(step, older), hash_children(step, newer)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            newer = hash_children(newer, step)
        number, last = number >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _split(count: int) -> int:
    """The largest power of two that is smaller than ``count``."""
    half = 1
    while half << 1 < count:
        half <<= 1
    return half
