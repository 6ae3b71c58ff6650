# SPDX-License-Identifier: Apache-2.0
"""How sure is the city of who applies, by which proof, and what did the proof say of the person?"""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["none", "email", "card", "signed"]
LEVELS: tuple[Level, ...] = ("none", "email", "card", "signed")
PROOF_LIFE = timedelta(hours=24)
"""How long after holding the card an application may still be sent on its strength."""


class CardPerson(BaseModel):
    """The basic four (基本4情報) as a card gave them; absent where it gave none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    address: str = ""
    birth: str = Field(default="", description="YYYYMMDD; unknown parts are zeros")
    gender: Literal["", "1", "2", "3"] = ""


class IdentityProof(BaseModel):
    """A person has proved who they are, at one instant, by one method."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Literal["card", "signed"]
    method: str = Field(description="which connector: 'jpki_app'")
    at: datetime
    subject: str = Field(description="pairwise: names the person to this city's client only")
    acr: str = ""
    person: CardPerson = CardPerson()

    def __repr__(self) -> str:
        return f"<IdentityProof {self.level} by {self.method}>"

    def holds_at(self, at: datetime) -> bool:
        """Whether an application may still rest on it."""
        return self.at - timedelta(minutes=5) <= at <= self.at + PROOF_LIFE


def reaches(level: str, wanted: str) -> bool:
    """Whether one level is as sure as another; an unknown word reaches nothing."""
    if level not in LEVELS or wanted not in LEVELS:
        return False
    return LEVELS.index(level) >= LEVELS.index(wanted)


def highest(*levels: str) -> Level:
    """The surest of several levels."""
    return max((one for one in LEVELS if one in levels), key=LEVELS.index, default="none")
