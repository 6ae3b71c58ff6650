# SPDX-License-Identifier: Apache-2.0
"""What does the practice provider remember? Its own truth in a file, whatever happens to others."""

import json
import sqlite3
import threading
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from madoguchi.kernel.clock import to_local
from madoguchi.kernel.ids import new_id

FEE_PER_MILLE: Final = 22
SCHEMA = """
CREATE TABLE IF NOT EXISTS payment (
    reference TEXT PRIMARY KEY, id TEXT UNIQUE NOT NULL, route TEXT NOT NULL, yen INTEGER NOT NULL,
    state TEXT NOT NULL, failure TEXT NOT NULL DEFAULT '', return_url TEXT NOT NULL,
    expires_at TEXT NOT NULL, captured_yen INTEGER NOT NULL DEFAULT 0,
    captured_at TEXT NOT NULL DEFAULT '', times_captured INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS refund (
    id TEXT PRIMARY KEY, reference TEXT NOT NULL, yen INTEGER NOT NULL, at TEXT NOT NULL
);
"""


class Said(Exception):
    """A lasting no of the provider."""


class Truth:
    """Payments and refunds, one writer at a time; every change is on disk before it is told."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        self._rows = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._rows.row_factory = sqlite3.Row
        self._rows.execute("PRAGMA journal_mode=WAL")
        self._rows.execute("PRAGMA synchronous=NORMAL")
        self._rows.executescript(SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._rows.close()

    def find(self, reference: str, *, at: datetime) -> dict[str, Any]:
        """A payment as it stands.

        Raises:
            Said: it is not known.
        """
        with self._lock:
            row = self._rows.execute(
                "SELECT * FROM payment WHERE reference = ? OR id = ?", (reference, reference)
            ).fetchone()
            if row is None:
                raise Said("unknown_reference")
            found = dict(row)
            if found["state"] == "created" and found["expires_at"] <= at.isoformat():
                found["state"] = "expired"
                self._set(found["reference"], state="expired")
            refunds = self._rows.execute(
                "SELECT id, yen FROM refund WHERE reference = ?", (found["reference"],)
            )
            found["refunds"] = {one["id"]: one["yen"] for one in refunds}
        found["refunded_yen"] = sum(found["refunds"].values())
        return found

    def begin(self, asked: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        """A new payment; the same reference again is the one that was begun."""
        reference = str(asked["reference"])
        ends = (at + timedelta(seconds=int(asked["seconds"]))).isoformat()
        with self._lock:
            self._rows.execute(
                "INSERT OR IGNORE INTO payment (reference, id, route, yen, state, return_url,"
                " expires_at) VALUES (?, ?, ?, ?, 'created', ?, ?)",
                (reference, f"gw_{new_id().hex[:20]}", str(asked["route"]), int(asked["yen"]),
                 str(asked["return_url"]), ends),
            )  # fmt: skip
            found = self.find(reference, at=at)
        if found["yen"] != int(asked["yen"]):
            raise Said("other_amount")
        return found

    def answer_page(self, reference: str, *, do: str, at: datetime) -> dict[str, Any]:
        """The payer has paid (``pay``), was declined (``decline``) or went back (``leave``)."""
        states = {
            "pay": ("authorised", ""), "decline": ("failed", "card_declined"),
            "leave": ("cancelled", "payer_left"),
        }  # fmt: skip
        with self._lock:
            found = self.find(reference, at=at)
            if found["state"] == "created" and do in states:
                state, failure = states[do]
                self._set(found["reference"], state=state, failure=failure)
            return self.find(reference, at=at)

    def capture(self, reference: str, yen: int, *, at: datetime) -> dict[str, Any]:
        """Take what was authorised; twice is once."""
        with self._lock:
            found = self.find(reference, at=at)
            if found["state"] == "captured":
                return found
            if found["state"] != "authorised":
                raise Said(f"is_{found['state']}")
            if yen != found["yen"]:
                raise Said("other_amount")
            self._set(
                reference, state="captured", captured_yen=yen, captured_at=at.isoformat(),
                times_captured=found["times_captured"] + 1,
            )  # fmt: skip
            return self.find(reference, at=at)

    def cancel(self, reference: str, *, at: datetime) -> dict[str, Any]:
        """Let go of what was not captured."""
        with self._lock:
            found = self.find(reference, at=at)
            if found["state"] == "captured":
                raise Said("is_captured")
            if found["state"] in {"created", "authorised"}:
                self._set(reference, state="cancelled", failure="cancelled")
            return self.find(reference, at=at)

    def refund(self, reference: str, refund: str, yen: int, *, at: datetime) -> dict[str, Any]:
        """Pay back; the same refund twice is once, and never more than was taken."""
        with self._lock:
            found = self.find(reference, at=at)
            if refund in found["refunds"]:
                return found
            if found["state"] != "captured" or yen <= 0:
                raise Said(f"is_{found['state']}")
            if found["refunded_yen"] + yen > found["captured_yen"]:
                raise Said("above_captured")
            self._rows.execute(
                "INSERT INTO refund VALUES (?, ?, ?, ?)", (refund, reference, yen, at.isoformat())
            )
            return self.find(reference, at=at)

    def settlement(self, day: date) -> str:
        """The file of a day: kind, reference, id, route, yen, fee, instant."""
        lines = ["kind,reference,gateway_ref,route,yen,fee_yen,at"]
        with self._lock:
            taken = self._rows.execute(
                "SELECT * FROM payment WHERE state = 'captured' ORDER BY captured_at, reference"
            ).fetchall()
            back = self._rows.execute(
                "SELECT refund.*, payment.id AS gateway_ref, payment.route FROM refund"
                " JOIN payment USING (reference) ORDER BY refund.at"
            ).fetchall()
        for one in taken:
            if _day_of(one["captured_at"]) == day:
                fee = one["captured_yen"] * FEE_PER_MILLE // 1000
                lines.append(
                    f"captured,{one['reference']},{one['id']},{one['route']},"
                    f"{one['captured_yen']},{fee},{one['captured_at']}"
                )
        lines += [
            f"refunded,{one['reference']},{one['gateway_ref']},{one['route']},"
            f"{-one['yen']},0,{one['at']}"
            for one in back
            if _day_of(one["at"]) == day
        ]
        return "\n".join(lines) + "\n"

    def sums(self) -> dict[str, Any]:
        """What was taken and given back in all, per reference, and what was taken twice."""
        with self._lock:
            taken = self._rows.execute(
                "SELECT reference, captured_yen, times_captured FROM payment"
                " WHERE state = 'captured'"
            ).fetchall()
            back = self._rows.execute(
                "SELECT reference, SUM(yen) AS yen FROM refund GROUP BY reference"
            ).fetchall()
        return {
            "captured": {one["reference"]: one["captured_yen"] for one in taken},
            "refunded": {one["reference"]: one["yen"] for one in back},
            "twice": sum(one["times_captured"] > 1 for one in taken),
        }

    def _set(self, reference: str, **values: object) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        self._rows.execute(
            f"UPDATE payment SET {names} WHERE reference = ?",  # noqa: S608 - names are ours
            (*values.values(), reference),
        )


def _day_of(written: str) -> date:
    return to_local(datetime.fromisoformat(written)).date()


def as_json(found: dict[str, Any], base: str) -> bytes:
    """A payment as the provider tells it."""
    shown = {
        key: found[key]
        for key in (
            "id", "reference", "state", "yen", "captured_yen", "refunded_yen", "failure",
            "refunds",
        )
    }  # fmt: skip
    shown["redirect_url"] = f"{base}/page/{found['id']}"
    return json.dumps(shown).encode()
