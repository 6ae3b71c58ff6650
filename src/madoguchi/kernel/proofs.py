# SPDX-License-Identifier: Apache-2.0
"""How sure is the city of who applies, by which proof, and what did the proof say of the person?"""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["none", "email", "card", "signed"]
LEVELS: tuple[Level, ...] = ("none", "email", "card", "signed")
PROOF_LIFE = timedelta(hours=24)
"""How long after holding the card an application may still be sent on its strength."""
CLOCKS_APART = timedelta(minutes=5)


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
    evidence: str = Field(
        default="", description="what the provider signed; kept only where another checks it"
    )

    def __repr__(self) -> str:
        return f"<IdentityProof {self.level} by {self.method}>"

    def holds_at(self, at: datetime) -> bool:
        """Whether an application may still rest on it."""
        return is_fresh(self.at, at)


class FormSignature(BaseModel):
    """A card's signature over the canonical form of one application (``kernel.signed_form``).

    RSASSA-PKCS1-v1_5 with SHA-256 over the canonical form; nothing is said yet about whether the
    certificate holds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str = Field(description="which connector: 'jpki_app'")
    at: datetime
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of what was signed, hex")
    signature: str = Field(max_length=2000, description="base64")
    certificate: str = Field(max_length=12_000, description="X.509, DER, base64")

    def __repr__(self) -> str:
        return f"<FormSignature by {self.method}>"

    def holds_at(self, at: datetime) -> bool:
        """Whether an application may still be sent on its strength."""
        return is_fresh(self.at, at)


AccountKind = Literal["entry", "member", "prime"]
ACCOUNT_KINDS: tuple[AccountKind, ...] = ("entry", "member", "prime")
"""Of GビズID, the weakest first: an e-mail address; appointed by a representative; proven by papers."""


class Mandate(BaseModel):
    """One corporation has entrusted another with something for a time (委任)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(description="corporate number of the principal (委任者), 13 digits")
    name: str
    address: str = ""
    representative: str = ""
    scopes: tuple[str, ...] = Field(default=(), description="what for: procedure ids, or '*'")
    from_on: date | None = None
    until_on: date | None = None

    def covers(self, scope: str, on: date) -> bool:
        """Whether it is for this and in force on a day; a mandate without an end is open."""
        begun = self.from_on is None or self.from_on <= on
        ended = self.until_on is not None and self.until_on < on
        return begun and not ended and bool({scope, "*"} & set(self.scopes))


class CorporateProof(BaseModel):
    """A corporation or sole proprietor has proved itself by GビズID."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str = Field(description="which connector: 'gbizid'")
    at: datetime
    subject: str
    kind: AccountKind
    sole: bool = Field(default=False, description="個人事業主: no corporate number")
    number: str = Field(default="", description="corporate number, 13 digits with check digit")
    name: str = ""
    address: str = ""
    representative: str = Field(default="", description="family and given name with a space")
    user: str = Field(default="", description="the person at the screen")
    mandates: tuple[Mandate, ...] = ()

    def __repr__(self) -> str:
        return f"<CorporateProof {self.kind} by {self.method}>"

    def holds_at(self, at: datetime) -> bool:
        """Whether an application may still rest on it."""
        return is_fresh(self.at, at)

    def is_at_least(self, kind: str) -> bool:
        """Whether the account is of this kind or a stronger one."""
        if kind not in ACCOUNT_KINDS:
            return False
        return ACCOUNT_KINDS.index(self.kind) >= ACCOUNT_KINDS.index(kind)

    def mandate_for(self, scope: str, on: date) -> Mandate | None:
        """The mandate that covers a procedure on a day."""
        return next((one for one in self.mandates if one.covers(scope, on)), None)


def is_fresh(proved_at: datetime, at: datetime) -> bool:
    """Whether something proved at one instant counts at another."""
    return proved_at - CLOCKS_APART <= at <= proved_at + PROOF_LIFE


def reaches(level: str, wanted: str) -> bool:
    """Whether one level is as sure as another; an unknown word reaches nothing."""
    if level not in LEVELS or wanted not in LEVELS:
        return False
    return LEVELS.index(level) >= LEVELS.index(wanted)


def highest(*levels: str) -> Level:
    """The surest of several levels."""
    return max((one for one in LEVELS if one in levels), key=LEVELS.index, default="none")


def wanted_level(identity: str, *, guest: bool, anonymous: bool = False) -> Level:
    """The level that an application must reach: an e-mail address only where nobody files as a guest."""
    if anonymous or (identity == "email" and guest):
        return "none"
    return highest(identity)
