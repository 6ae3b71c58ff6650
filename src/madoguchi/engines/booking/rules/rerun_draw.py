# SPDX-License-Identifier: Apache-2.0
"""Was the lottery drawn as published? 抽選の結果は、公開されたとおりか。

python rerun_draw.py <published file.json> [--commitment <the one noted before closing>]
                     [--root <entries_root noted at closing>] [--mine <digest of my receipt>]

Stands alone: Python 3.9 or newer, nothing else, and no line shared with the program that drew.
Exit: 0 all agrees · 1 something does not · 2 the file cannot be read.
"""

import argparse
import hashlib
import hmac
import json
import sys
from typing import Any

FORMAT = "madoguchi-lottery/1"
Json = dict[str, Any]
SAYS = {
    0: "○ 公開された種と申込みから引き直し、同じ結果になりました。 / The re-run agrees.",
    1: "✗ 公開された内容と合いません。 / The published file does NOT agree with itself.",
}


def one_form(value: Any) -> bytes:
    """JSON with sorted keys and no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry_digest(round_key: str, entry: Json) -> str:
    """The digest that an entry must have."""
    body = {name: entry[name] for name in ("nonce", "party", "people", "wishes")}
    return hashlib.sha256(one_form({**body, "round": round_key})).hexdigest()


def entries_root(entries: list[Json]) -> str:
    """The value that fixes all entries."""
    lines = sorted(f"{one['digest']}:{one['losses']:d}" for one in entries)
    return hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()


def serving_order(file: Json) -> list[Json]:
    """Entries by their smallest ticket."""
    seed = bytes.fromhex(file["seed"])
    salt = file["entries_root"].encode("ascii") + b"\0" + file["public_value"].encode()
    key = hmac.new(seed, salt, hashlib.sha256).digest()
    counted = file["rules"]["losses_counted"]

    def smallest(entry: Json) -> tuple[bytes, str]:
        tickets = []
        for number in range(1 + min(entry["losses"], counted)):
            word = f"{entry['digest']}:{number}".encode("ascii")
            tickets.append(hmac.new(key, word, hashlib.sha256).digest())
        return min(tickets), entry["digest"]

    return sorted(file["entries"], key=smallest)


class Pot:
    """What is still to be won, and what each party has."""

    def __init__(self, file: Json) -> None:
        self.left = dict(file["cells"])
        self.slots = file["slots"]
        self.overlap_allowed = file["rules"]["overlap_allowed"]
        self.taken: dict[str, list[tuple[int, int]]] = {}
        self.done: set[tuple[str, int]] = set()

    def fits(self, entry: Json, wish: list[str]) -> dict[str, int] | None:
        """The use of each cell if the whole wish is possible, else None."""
        use: dict[str, int] = {}
        times = list(self.taken.get(entry["party"], []))
        for name in wish:
            slot = self.slots[name]
            start, end = slot["starts"], slot["ends"]
            if not self.overlap_allowed and any(a < end and start < b for a, b in times):
                return None
            times.append((start, end))
            for cell in slot["cells"]:
                use[cell] = use.get(cell, 0) + (entry["people"] if slot["per_person"] else 1)
        return None if any(self.left[cell] < count for cell, count in use.items()) else use

    def grant(self, entry: Json) -> int:
        """The rank of the best wish that is possible; 0 where none is."""
        for rank, wish in enumerate(entry["wishes"], 1):
            if (entry["digest"], rank) in self.done:
                continue
            use = self.fits(entry, wish)
            if use is None:
                continue
            for cell, count in use.items():
                self.left[cell] -= count
            spans = [(self.slots[name]["starts"], self.slots[name]["ends"]) for name in wish]
            self.taken.setdefault(entry["party"], []).extend(spans)
            self.done.add((entry["digest"], rank))
            return rank
        return 0


def draw_again(file: Json) -> list[Json]:
    """The wins that follow from seed, entries and rules."""
    pot, most = Pot(file), file["rules"]["wins_most"]
    wins: list[Json] = []
    count: dict[str, int] = {}
    served = serving_order(file)
    for _ in range(most):
        lucky = []
        for entry in served:
            party = entry["party"]
            if count.get(party, 0) >= most:
                continue
            rank = pot.grant(entry)
            if rank:
                count[party] = count.get(party, 0) + 1
                wish = list(entry["wishes"][rank - 1])
                wins.append({"digest": entry["digest"], "rank": rank, "slots": wish})
                lucky.append(entry)
        served = lucky
    return wins


def faults_of(file: Json) -> list[str]:
    """Every sentence of the file that is not true."""
    faults = []
    if file["format"] != FORMAT:
        return [f"unknown format: {file['format']}"]
    if hashlib.sha256(bytes.fromhex(file["seed"])).hexdigest() != file["commitment"]:
        faults.append("the seed does not fit the commitment")
    wrong = [one for one in file["entries"] if entry_digest(file["round"], one) != one["digest"]]
    if wrong:
        faults.append(f"{len(wrong)} entries do not fit their digest")
    digests = [one["digest"] for one in file["entries"]]
    if len(set(digests)) != len(digests):
        faults.append("an entry is listed twice")
    if entries_root(file["entries"]) != file["entries_root"]:
        faults.append("the entries are not those that were fixed at closing")
    if draw_again(file) != file["wins"]:
        faults.append("the winners are others than the draw gives")
    drawn = {(one["digest"], one["rank"]) for one in file["wins"]}
    over = file.get("not_granted", [])
    if any((one["digest"], one["rank"]) not in drawn or not one["why"] for one in over):
        faults.append("a win that was not granted was never drawn, or no reason is given")
    return faults


def main(words: list[str] | None = None) -> int:
    """Read, draw anew, compare, and say so."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--commitment")
    parser.add_argument("--root")
    parser.add_argument("--mine")
    asked = parser.parse_args(words)
    try:
        with open(asked.file, encoding="utf-8") as source:  # noqa: PTH123
            file = json.load(source)
        faults = faults_of(file)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        sys.stdout.write(f"? {asked.file}: {problem!r}\n")
        return 2
    if asked.commitment and asked.commitment != file["commitment"]:
        faults.append("the commitment is another than the one you noted")
    if asked.root and asked.root != file["entries_root"]:
        faults.append("the root is another than the one you noted")
    if asked.mine:
        ranks = [one["rank"] for one in file["wins"] if one["digest"] == asked.mine]
        known = any(one["digest"] == asked.mine for one in file["entries"])
        sys.stdout.write(f"{asked.mine}: {ranks if known else 'not among the entries'}\n")
    for fault in faults:
        sys.stdout.write(f"- {fault}\n")
    code = 1 if faults else 0
    counts = f"{len(file['entries'])} entries, {len(file['slots'])} slots, {len(file['wins'])} wins"
    for one in file.get("not_granted", []) if not faults else ():
        cap = one.get("cap", {})
        told = f"{one['offer']}: {cap.get('ja', '')} / {cap.get('en', '')}"
        counts += f"\nno booking, over the cap: {one['digest']} ({told})"
    sys.stdout.write(f"{SAYS[code]}\n{counts}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
