# SPDX-License-Identifier: Apache-2.0
"""Has anyone changed the audit log? 監査ログは改ざんされていないか。

python verify.py <export folder | db.sqlite3 | postgresql://…> --key <verifier key of the log>
python verify.py --proof proof.json --key <verifier key of the log>
Needs ``cryptography``; ``psycopg`` for PostgreSQL, ``rfc3161-client`` for time stamps.
Exit: 0 all holds · 1 something does not · 2 cannot be read · 3 holds, but no key was given.
"""

import argparse
import json
import sqlite3
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CHUNK = 1024
IMPRINT = bytes.fromhex("3031300d060960864801650304020105000420")
BODY = """'{{"action":' || %s(action) || ',"actor":{{"kind":' || %s(actor_kind) || ',"ref":' ||
 %s(actor_ref) || ',"roles":[' || CASE actor_roles WHEN '' THEN '' ELSE '"' ||
 replace(actor_roles, ',', '","') || '"' END || ']}},"at":"' || {at} || 'Z","detail":' || detail ||
 ',"id":"' || {id} || '","personal":' || CASE WHEN personal_digest IS NULL THEN 'null' ELSE '"' ||
 {digest} || '"' END || ',"purpose":' || %s(purpose) || ',"subject":' || %s(subject) || ',"v":' ||
 format || ',"zone":' || %s(zone) || '}}'"""
SQLITE = BODY.replace("%s", "json_quote").format(
    at="replace(substr(at, 1, 19), ' ', 'T') || '.' || substr(substr(at, 21) || '000000', 1, 6)",
    id="substr(id, 1, 8) || '-' || substr(id, 9, 4) || '-' || substr(id, 13, 4) || '-' || "
    "substr(id, 17, 4) || '-' || substr(id, 21)",
    digest="lower(hex(personal_digest))",
)
POSTGRESQL = BODY.replace("%s", "to_json").format(
    at="""to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')""",
    id="id", digest="encode(personal_digest, 'hex')",
)  # fmt: skip
VERDICTS = {
    0: "○ すべて確かめました。改ざんはありません。 / All holds.",
    1: "✗ 改ざん、または欠けた記録があります。 / The log does NOT hold.",
    3: "△ --keyがないため署名は未確認です。 / No --key: signatures unchecked.",
}
Rows = Iterator[list[tuple[int, bytes, bytes | None]]]
Roots = dict[int, bytes]


class Tree:
    """The Merkle tree of RFC 9162, appended to; only its right edge is kept."""

    def __init__(self) -> None:
        self.size = 0
        self.edge: list[bytes] = []

    def extend(self, hashes: list[bytes]) -> None:
        at = 0
        while at < len(hashes):
            step = CHUNK if self.size % CHUNK == 0 and len(hashes) - at >= CHUNK else 1
            level = hashes[at : at + step]
            while len(level) > 1:
                pair = iter(level)
                level = [sha256(b"\1" + a + b).digest() for a, b in zip(pair, pair)]  # noqa: B905
            self._push(level[0], step)
            at += step

    def _push(self, node: bytes, weight: int) -> None:
        self.size += weight
        while not self.size & weight:
            node, weight = sha256(b"\1" + self.edge.pop() + node).digest(), weight << 1
        self.edge.append(node)

    def root(self) -> bytes:
        node = self.edge[-1] if self.edge else sha256(b"").digest()
        for left in self.edge[-2::-1]:
            node = sha256(b"\1" + left + node).digest()
        return node


class Folder:
    """An export: leaves.jsonl holds the very bytes that were hashed, one leaf per line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        checkpoints, waiting = path / "checkpoints.jsonl", path / "waiting.jsonl"
        self.checkpoints = [json.loads(line) for line in checkpoints.read_bytes().splitlines()]
        self.waiting = [json.loads(line)["id"] for line in waiting.read_bytes().splitlines()]
        self.tree_size = int(json.loads((path / "tree.json").read_bytes())["size"])

    def rows(self) -> Rows:
        with (self.path / "leaves.jsonl").open("rb") as file:
            numbered = enumerate(file)
            while lines := list(islice(numbered, 4096)):
                yield [(n, line[:-1], None) for n, line in lines]


class Database:
    """A zone's own database, read as it lies there."""

    def __init__(self, address: str) -> None:
        self.postgres = address.startswith("postgres")
        if self.postgres:
            import psycopg  # noqa: PLC0415 - only where it is needed

            self.db: Any = psycopg.connect(address)
            self.db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        else:
            self.db = sqlite3.connect(f"{Path(address).resolve().as_uri()}?mode=ro", uri=True)
        read = self.db.execute
        lines = list(read("SELECT checkpoint_id, line FROM audit_cosignature"))
        stamps = dict(list(read("SELECT checkpoint_id, token FROM audit_timestamp")))
        self.checkpoints = [
            {"size": size, "note": note, "token": stamps.get(key),
             "cosignatures": [line for owner, line in lines if owner == key]}
            for key, size, note in read("SELECT id, size, note FROM audit_checkpoint ORDER BY size")
        ]  # fmt: skip
        self.waiting = [str(i) for (i,) in read("SELECT id FROM audit_leaf WHERE sequence IS NULL")]
        self.tree_size = read("SELECT COALESCE(MAX(size), 0) FROM audit_tree").fetchone()[0]

    def rows(self) -> Rows:
        body = POSTGRESQL if self.postgres else SQLITE
        coded = f"convert_to({body}, 'UTF8')" if self.postgres else f"CAST({body} AS BLOB)"
        query = f"SELECT sequence, {coded}, leaf_hash FROM audit_leaf"  # noqa: S608 - fixed texts
        cursor = self.db.cursor("leaves", binary=True) if self.postgres else self.db.cursor()
        cursor.execute(f"{query} WHERE sequence IS NOT NULL ORDER BY sequence")
        while rows := cursor.fetchmany(8192):
            yield rows
        cursor.close()


Source = Folder | Database
SAID = {
    "gap": ("{}番の近くで記録が抜けています", "numbers are missing near {}"),
    "changed": ("{}番の記録が書き換えられています", "leaf {} was changed"),
    "tree": ("木の件数は{}ですが、記録は{}件です", "the tree says {}, but there are {} leaves"),
    "signature": ("チェックポイント{}の署名が違います", "checkpoint {} is not signed by the log"),
    "truncated": ("チェックポイント{}までの記録がありません", "the log ends before checkpoint {}"),
    "root": ("記録がチェックポイント{}と一致しません", "the leaves do not give checkpoint {}"),
    "stamp": ("チェックポイント{}のタイムスタンプが違います", "the time stamp of {} does not hold"),
    "witness": ("立会人の署名は{}、必要なのは{}です", "{} of {} cosignatures hold"),
    "waiting": ("{}件の記録に長く連番が付いていません", "{} leaves wait for a number too long"),
}


def fault(faults: list[str], code: str, *values: int) -> None:
    if len(faults) < 200:
        faults.append(f"✗ [{code}] " + " / ".join(one.format(*values) for one in SAID[code]))


def check_leaves(source: Source, known: list[int], faults: list[str]) -> tuple[int, Roots]:
    """Hash every leaf, in order; how many there are, and the root at each size that is asked."""
    tree, roots = Tree(), {0: sha256(b"").digest()}
    sizes = sorted({*known, *(one["size"] for one in source.checkpoints)} - {0}, reverse=True)
    for rows in source.rows():
        hashes = [sha256(b"\0" + body).digest() for _, body, _ in rows]
        if rows[0][0] != tree.size or rows[-1][0] - rows[0][0] + 1 != len(rows):
            fault(faults, "gap", tree.size)
        if rows[0][2] is not None and hashes != [row[2] for row in rows]:
            for number in (r[0] for r, made in zip(rows, hashes, strict=True) if r[2] != made):
                fault(faults, "changed", number)
        while sizes and sizes[-1] <= tree.size + len(hashes):
            size, before = sizes.pop(), tree.size
            tree.extend(hashes[: size - before])
            hashes = hashes[size - before :]
            roots[size] = tree.root()
        tree.extend(hashes)
    if tree.size != source.tree_size:
        fault(faults, "tree", source.tree_size, tree.size)
    return tree.size, roots


def signed(text: str, lines: list[str], key: str) -> bool:
    """Whether a line is a true (co)signature (C2SP)."""
    name, _, tail = key.split("+", 2)
    raw = b64decode(tail)
    key_id = sha256(name.encode() + b"\n" + raw).digest()[:4]
    for line in lines:
        words = line.strip().split(" ")
        mark, message = b64decode(words[-1]), text.encode()
        if words[1:2] != [name] or mark[:4] != key_id:
            continue
        if raw[0] == 4:
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(mark[4:12], "big") + message
        try:
            Ed25519PublicKey.from_public_bytes(raw[1:]).verify(mark[-64:], message)
        except InvalidSignature:
            continue
        return True
    return False


def read_note(note: str) -> tuple[str, list[str], int, bytes]:
    """Text, signature lines, size and root of a checkpoint."""
    text, _, tail = note.rpartition("\n\n")
    _, size, root = text.split("\n")[:3]
    return text + "\n", tail.splitlines(), int(size), b64decode(root)


def check_note(note: str, roots: Roots, keys: list[str], faults: list[str]) -> None:
    """The signature of one checkpoint, and that the leaves give its root."""
    text, lines, size, root = read_note(note)
    if keys and not any(signed(text, lines, key) for key in keys):
        fault(faults, "signature", size)
    if roots.get(size) != root:
        fault(faults, "root" if size in roots else "truncated", size)


def check_checkpoint(one: dict[str, Any], roots: Roots, options: Any, faults: list[str]) -> int:
    """A stored checkpoint with its time stamp; how many trusted witnesses have signed it."""
    check_note(one["note"], roots, options.key, faults)
    text, lines, size, _ = read_note(one["note"])
    if size != one["size"]:
        fault(faults, "root", one["size"])
    token = b64decode(one["token"]) if isinstance(one["token"], str) else one["token"]
    if token and not stamped(bytes(token), one["note"].encode(), options.tsa_root):
        fault(faults, "stamp", size)
    return sum(signed(text, lines + one["cosignatures"], key) for key in set(options.witness))


def stamped(token: bytes, note: bytes, root: str | None) -> bool:
    """Whether an RFC 3161 response is over this note; with a root certificate, whether it is true."""
    if root is not None:
        import rfc3161_client as rfc3161  # noqa: PLC0415 - only where a root is given
        from cryptography.x509 import load_pem_x509_certificates as load  # noqa: PLC0415

        verifier = rfc3161.VerifierBuilder(roots=load(Path(root).read_bytes())).build()
        try:
            verifier.verify_message(rfc3161.decode_timestamp_response(token), note)
        except (rfc3161.VerificationError, ValueError):
            return False
    return IMPRINT + sha256(note).digest() in token


def check_proof(options: Any, faults: list[str]) -> str:
    proof = json.loads(Path(options.proof).read_bytes())
    size = read_note(proof["note"])[2]
    number, last, node = proof["index"], size - 1, sha256(b"\0" + proof["leaf"].encode()).digest()
    for step in map(b64decode, proof["path"]):
        right = bool(number & 1 or number == last)
        node = sha256(b"\1" + (step + node if right else node + step)).digest()
        while right and not number & 1 and number:
            number, last = number >> 1, last >> 1
        number, last = number >> 1, last >> 1
    made = node if last == 0 <= proof["index"] < size else b""
    check_note(proof["note"], {size: made}, options.key, faults)
    return f"1件 / 1 leaf: {proof['leaf']}\n"


def check_log(options: Any, faults: list[str]) -> str:
    folder, began = Path(options.source), time.perf_counter()
    source = Folder(folder) if folder.is_dir() else Database(options.source)
    known = [Path(one).read_text(encoding="utf-8") for one in options.known]
    size, roots = check_leaves(source, [read_note(note)[2] for note in known], faults)
    seconds = time.perf_counter() - began
    if isinstance(source, Database):
        source.db.close()
    signatures = 0
    for one in source.checkpoints:
        signatures = check_checkpoint(one, roots, options, faults)
    if signatures < options.cosignatures:
        fault(faults, "witness", signatures, options.cosignatures)
    for note in known:
        check_note(note, roots, options.key, faults)
    oldest = (time.time() - options.max_waiting) * 1000
    if late := sum(int(one.replace("-", "")[:12], 16) < oldest for one in source.waiting):
        fault(faults, "waiting", late)
    covered = max((one["size"] for one in source.checkpoints), default=0)
    words = f"記録 / leaves: {size} ({size / seconds:,.0f}/s), 未証明 / uncovered: {size - covered}"
    return f"{words}, 未連番 / waiting: {len(source.waiting)}\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Has anyone changed the audit log?")
    parser.add_argument("source", nargs="?", help="export folder, SQLite file or PostgreSQL URL")
    parser.add_argument("--proof", help="check one proof instead of a log")
    parser.add_argument("--key", action="append", default=[], help="verifier key of the log")
    parser.add_argument("--witness", action="append", default=[], help="verifier key of a witness")
    parser.add_argument("--known", action="append", default=[], help="a checkpoint kept elsewhere")
    parser.add_argument("--cosignatures", type=int, default=0, help="how many witnesses must sign")
    parser.add_argument("--max-waiting", type=float, default=86_400, help="in seconds")
    parser.add_argument("--tsa-root", help="root certificates of the time stamps (PEM)")
    faults: list[str] = []
    options = parser.parse_args(arguments)
    try:
        words = (check_proof if options.proof else check_log)(options, faults)
    except Exception as problem:  # noqa: BLE001 - whatever it is: it cannot be read
        sys.stderr.write(f"読めません / cannot be read: {type(problem).__name__}: {problem}\n")
        return 2
    sys.stdout.write(words + "".join(f"{line}\n" for line in faults))
    code = 1 if faults else 0 if options.key else 3
    sys.stdout.write(f"{VERDICTS[code]}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
