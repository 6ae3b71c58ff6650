# SPDX-License-Identifier: Apache-2.0
"""Who can hold a card in front of the twin? Residents of Todai, all invented."""

from dataclasses import dataclass
from hashlib import sha256

PIN = "1125"
"""The four digits of every test card's authentication certificate."""
SIGN_PIN = "TODAI2026"
"""The password of every test card's signature certificate."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with a test card; ``state`` is what the revocation list says of it."""

    id: str
    name: str
    address: str
    birth: str
    gender: str
    state: str = "good"
    name_substitute: str = ""

    def told(self) -> dict[int, str]:
        """What the signature certificate says of the person, by field (otherName 1 to 6)."""
        era = "3" if self.birth < "19890108" else "4" if self.birth < "20190501" else "5"
        told = {1: self.name, 3: self.gender, 4: era + self.birth, 5: self.address}
        return told | ({2: self.name_substitute} if self.name_substitute else {})

    def sub_for(self, client_id: str, salt: bytes) -> str:
        """The pairwise name: differs for each client, tells nothing of the person."""
        return sha256(salt + b"\0" + client_id.encode() + b"\0" + self.id.encode()).hexdigest()


HOLDERS = {
    one.id: one
    for one in (
        Holder(
            "akari", "灯 あかり", "灯台県灯台市灯川東二丁目8番5号 あかつき荘 201", "19880412", "2"
        ),
        Holder("wataru", "舟木 渉", "灯台県灯台市浜辺町一丁目3番12号", "19960930", "1"),
        Holder("unknown-day", "浜 トメ", "灯台県灯台市灯川西一丁目4番2号", "19400300", "2"),
        Holder("expired", "潮見 昇", "灯台県灯台市灯川東一丁目2番1号", "19700101", "1", "expired"),
        Holder("revoked", "岬 光", "灯台県灯台市灯川東一丁目2番2号", "19800202", "1", "revoked"),
    )
}
