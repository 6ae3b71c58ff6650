# SPDX-License-Identifier: Apache-2.0
"""Is the tree that of RFC 9162, and do its proofs hold and nothing else?"""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.platform.audit import tree

LEAVES = [hashlib.sha256(b"\0" + bytes([n % 256, n // 256])).digest() for n in range(600)]
SIZES = st.integers(1, 600)


def plain_root(hashes):
    """The definition in RFC 9162, 2.1.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    left, right = plain_root(hashes[:k]), plain_root(hashes[k:])
    return hashlib.sha256(b"\1" + left + right).digest()


def read(height, position):
    return plain_root(LEAVES[position << height : (position + 1) << height])


def test_known_vectors_of_certificate_transparency():
    """The eight leaves of the reference test data of RFC 6962."""
    data = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    data.append("606162636465666768696a6b6c6d6e6f")
    frontier = tree.Frontier()
    for one in data:
        frontier.push(hashlib.sha256(b"\0" + bytes.fromhex(one)).digest())
    assert frontier.root().hex() == (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


@given(SIZES)
def test_the_frontier_gives_the_root_and_the_stored_nodes(size):
    frontier, complete = tree.Frontier(), []
    for leaf in LEAVES[:size]:
        complete += frontier.push(leaf)
    assert frontier.root() == plain_root(LEAVES[:size]) == tree.root_of(0, size, read)
    assert [(n.height, n.position, n.hash) for n in complete] == [
        (8, n, read(8, n)) for n in range(size // 256)
    ]
    again = tree.Frontier.read(size, frontier.stored())
    assert again.root() == frontier.root()


def test_a_damaged_state_is_noticed():
    with pytest.raises(ValueError, match="damaged"):
        tree.Frontier.read(3, b"x" * 32)


@given(st.data())
def test_inclusion_is_proven_for_this_leaf_at_this_place_only(data):
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    path, root = tree.prove_inclusion(index, size, read), plain_root(LEAVES[:size])
    assert tree.is_included(LEAVES[index], index, size, path, root)
    assert not tree.is_included(b"x" * 32, index, size, path, root)
    assert not tree.is_included(LEAVES[index], index, size, [*path, b"x" * 32], root)
    if size > 1:
        assert not tree.is_included(LEAVES[index], (index + 1) % size, size, path, root)
        assert not tree.is_included(LEAVES[index], index, size, path[:-1], root)


@given(st.data())
def test_growth_is_proven_and_rewriting_is_not(data):
    size = data.draw(SIZES)
    old = data.draw(st.integers(0, size))
    path = tree.prove_consistency(old, size, read)
    before, after = plain_root(LEAVES[:old]), plain_root(LEAVES[:size])
    assert tree.is_consistent(old, before, size, after, path)
    assert not tree.is_consistent(old, b"x" * 32, size, after, path)
    if old not in (0, size):
        assert not tree.is_consistent(old, before, size, b"x" * 32, path)
        assert not tree.is_consistent(old, before, size, after, path[:-1])
        assert not tree.is_consistent(old, before, size, after, [*path, b"x" * 32])


def test_what_cannot_be_proven_is_refused():
    with pytest.raises(ValueError, match="no such leaf"):
        tree.prove_inclusion(5, 5, read)
    with pytest.raises(ValueError, match="cannot be larger"):
        tree.prove_consistency(6, 5, read)
