# SPDX-License-Identifier: Apache-2.0
"""What would someone do who owns the database, or an export? Each kind, and the fault to expect.

Shared by the tests and the benchmark. Whoever does this may drop triggers; not sign as the log.
"""

import json
from base64 import b64encode
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.db import connection

from madoguchi.platform.audit import log_key, notes
from madoguchi.platform.audit.leaf import encode_leaf, hash_leaf
from madoguchi.platform.audit.management.commands.flush import _unguarded
from madoguchi.platform.audit.models import Checkpoint, Leaf, TimeStamp, Tree
from madoguchi.platform.audit.tree import Frontier


@contextmanager
def unguarded():
    """Without triggers, as a superuser may work; constraints stay."""
    assert apps.is_installed("madoguchi.platform.audit")
    with _unguarded(connection):
        yield


def changed_leaf(_at):
    Leaf.objects.filter(sequence=500).update(purpose="別の目的")
    return "changed"


def changed_leaf_with_hash(_at):
    leaf = Leaf.objects.get(sequence=500)
    leaf.purpose = "別の目的"
    leaf.leaf_hash = hash_leaf(encode_leaf(leaf.body()))
    leaf.save()
    return "root"


def changed_actor(_at):
    Leaf.objects.filter(sequence=3).update(actor_ref="identity:someone")
    return "changed"


def changed_time(at):
    Leaf.objects.filter(sequence=3).update(at=at.replace(year=2020))
    return "changed"


def deleted_leaf(_at):
    Leaf.objects.filter(sequence=20).delete()
    return "gap"


def deleted_leaf_and_renumbered(_at):
    Leaf.objects.filter(sequence=20).delete()
    for leaf in Leaf.objects.filter(sequence__gt=20).order_by("sequence"):
        Leaf.objects.filter(pk=leaf.pk).update(sequence=leaf.sequence - 1)
    return "root"


def inserted_leaf(_at):
    leaf = Leaf.objects.get(sequence=20)
    last = Leaf.objects.exclude(sequence=None).count()
    for other in Leaf.objects.filter(sequence__gte=20).order_by("-sequence"):
        Leaf.objects.filter(pk=other.pk).update(sequence=other.sequence + 1)
    leaf.pk = Leaf().pk
    leaf.sequence = 20
    leaf.leaf_hash = hash_leaf(encode_leaf(leaf.body()))
    leaf.save(force_insert=True)
    Tree.objects.update(size=last + 1)
    return "root"


def swapped_order(_at):
    first, second = Leaf.objects.get(sequence=5), Leaf.objects.get(sequence=6)
    for leaf, number in ((first, 99_999), (second, 5), (first, 6)):
        Leaf.objects.filter(pk=leaf.pk).update(sequence=number)
    return "root"


def truncated_log(_at):
    """The newest leaves and checkpoints are gone; a checkpoint was kept elsewhere."""
    kept = Checkpoint.objects.order_by("size")[0].size
    Checkpoint.objects.filter(size__gt=kept).delete()
    Leaf.objects.filter(sequence__gte=kept).delete()
    Tree.objects.update(size=kept)
    return "truncated"


def rewritten_tree(at):
    """Everything is made anew consistently, but the log's key is not at hand."""
    changed_leaf_with_hash(at)
    frontier, sizes = Frontier(), {one.size: one for one in Checkpoint.objects.all()}
    for raw in list(Leaf.objects.order_by("sequence").values_list("leaf_hash", flat=True)):
        frontier.push(bytes(raw))
        if frontier.size in sizes:
            _sign(sizes[frontier.size], frontier.root(), Ed25519PrivateKey.generate())
    return "signature"


def rewritten_with_the_key(at):
    """Even the log's own key was stolen: what was kept elsewhere contradicts."""
    changed_leaf_with_hash(at)
    frontier, sizes = Frontier(), {one.size: one for one in Checkpoint.objects.all()}
    for raw in list(Leaf.objects.order_by("sequence").values_list("leaf_hash", flat=True)):
        frontier.push(bytes(raw))
        if frontier.size in sizes:
            _sign(sizes[frontier.size], frontier.root(), log_key.log_key())
    return "root"


def forged_signature(_at):
    one = Checkpoint.objects.order_by("size")[0]
    _sign(one, bytes(one.root), Ed25519PrivateKey.generate())
    return "signature"


def rolled_back_checkpoint(_at):
    """An older statement is shown as the newest."""
    first, *_, last = Checkpoint.objects.order_by("size")
    Checkpoint.objects.filter(pk=last.pk).update(note=first.note)
    return "root"


def replaced_time_stamp(at):
    """A token of another day is put beside a checkpoint."""
    last = Checkpoint.objects.order_by("-size")[0]
    TimeStamp.objects.create(
        checkpoint=last, token=b"\x30\x03\x02\x01\x00", stamped_at=at, source="x"
    )
    return "stamp"


def _sign(one, root, private):
    origin = log_key.origin()
    note = notes.sign_note(notes.Checkpoint(origin, one.size, root).text(), origin, private)
    Checkpoint.objects.filter(pk=one.pk).update(root=root, note=note)


IN_DATABASE = {
    made.__name__: made
    for made in (
        changed_leaf, changed_leaf_with_hash, changed_actor, changed_time, deleted_leaf,
        deleted_leaf_and_renumbered, inserted_leaf, swapped_order, truncated_log, rewritten_tree,
        rewritten_with_the_key, forged_signature, rolled_back_checkpoint, replaced_time_stamp,
    )
}  # fmt: skip


def exported_leaf_changed(folder):
    _rewrite(folder / "leaves.jsonl", lambda lines: [lines[0].replace("R8", "R7"), *lines[1:]])
    return "root"


def exported_leaf_removed(folder):
    _rewrite(folder / "leaves.jsonl", lambda lines: lines[:4] + lines[5:])
    return "tree"


def exported_order_swapped(folder):
    _rewrite(folder / "leaves.jsonl", lambda lines: [lines[1], lines[0], *lines[2:]])
    return "root"


def exported_log_cut(folder):
    _rewrite(folder / "leaves.jsonl", lambda lines: lines[:1100])
    return "truncated"


def exported_fork(folder):
    """A second history of the same length under one of the checkpoints."""

    def fork(lines):
        found = json.loads(lines[-1])
        text, rest = found["note"].split("\n\n", 1)
        origin, size, _ = text.split("\n")
        root = b64encode(b"f" * 32).decode()
        lines[-1] = json.dumps(found | {"note": f"{origin}\n{size}\n{root}\n\n{rest}"})
        return lines

    _rewrite(folder / "checkpoints.jsonl", fork)
    return "signature"


IN_EXPORT = {
    made.__name__: made
    for made in (
        exported_leaf_changed, exported_leaf_removed, exported_order_swapped, exported_log_cut,
        exported_fork,
    )
}  # fmt: skip


def _rewrite(path, change):
    lines = change(path.read_text(encoding="utf-8").split("\n")[:-1])
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
