# SPDX-License-Identifier: Apache-2.0
"""What can a procedure ask? The question types, each a Japanese thing and not a regex."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.kernel.conditions.ast import Condition, DateOperand, Expression
from madoguchi.kernel.texts import Text

QuestionId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
FileKind = Literal["image", "pdf", "office", "text"]


class Part(BaseModel):
    """Base of the definition's parts: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Question(Part):
    """What all questions have in common."""

    id: QuestionId
    label: Text
    hint: Text | None = None
    example: Text | None = None
    fact: str | None = Field(default=None, description="name in the fact vocabulary")
    required: bool = True
    when: Condition | None = Field(default=None, description="asked only when this holds")
    why: Text | None = Field(default=None, description="why the city asks, shown to the citizen")
    correctable: bool = Field(default=True, description="an officer may ask to correct it")
    searchable: bool = Field(default=False, description="indexed for the officers' search")
    statistics: bool = Field(
        default=False,
        description="how often each option was chosen is counted in the office: yes_no, choice, choices",
    )


class TextQuestion(Question):
    """A short line of text."""

    type: Literal["text"]
    min_length: int = Field(default=0, ge=0)
    max_length: int = Field(default=200, ge=1, le=2000)
    kana: bool = Field(default=False, description="full-width katakana only")
    digits: bool = Field(default=False, description="digits only, normalised to half width")


class LongTextQuestion(Question):
    """Several lines of text."""

    type: Literal["long_text"]
    min_length: int = Field(default=0, ge=0)
    max_length: int = Field(default=2000, ge=1, le=20_000)


class NumberQuestion(Question):
    """A number with a unit."""

    type: Literal["number"]
    unit: Text | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = Field(default=0, ge=0, le=4)


class MoneyQuestion(Question):
    """An amount in whole yen."""

    type: Literal["money"]
    minimum: int = 0
    maximum: int = 10**12


class YesNoQuestion(Question):
    """はい or いいえ."""

    type: Literal["yes_no"]
    yes: Text | None = None
    no: Text | None = None


class Option(Part):
    """One choice."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,47}$")]
    label: Text
    hint: Text | None = None
    when: Condition | None = None


class ChoiceQuestion(Question):
    """One of several choices."""

    type: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)
    show: Literal["list", "row", "tiles", "select"] = "list"


class ChoicesQuestion(Question):
    """Any number of several choices."""

    type: Literal["choices"]
    options: tuple[Option, ...] = Field(min_length=1)
    at_least: int = Field(default=0, ge=0)
    at_most: int | None = None


class DateQuestion(Question):
    """A day, typed with an era or a Western year; ``unknown`` allows 不詳 and non-calendar days."""

    type: Literal["date"]
    not_before: DateOperand | None = None
    not_after: DateOperand | None = None
    unknown: bool = False
    open_day: bool = Field(default=False, description="must be a day on which the city is open")
    birth: bool = Field(default=False, description="shows the age; offers older eras first")


class TimeQuestion(Question):
    """A time of day, HH:MM."""

    type: Literal["time"]
    earliest: str = "00:00"
    latest: str = "23:59"


class PersonNameQuestion(Question):
    """Family and given name as in the resident record, with kana; 外字 allowed and reported."""

    type: Literal["person_name"]
    kana: bool = True
    single: bool = Field(default=False, description="one of family and given name may be empty")


class AddressQuestion(Question):
    """Postcode, town, block, building; ``own_city`` demands an address in this city."""

    type: Literal["address"]
    own_city: bool = False
    abroad: bool = False


class PhoneQuestion(Question):
    """A Japanese telephone number."""

    type: Literal["phone"]


class EmailQuestion(Question):
    """An e-mail address."""

    type: Literal["email"]


class BankAccountQuestion(Question):
    """A bank account in Japan, with the holder's name in kana."""

    type: Literal["bank_account"]


class CorporateNumberQuestion(Question):
    """A 13-digit corporate number (法人番号) with its check digit."""

    type: Literal["corporate_number"]


class MapPointQuestion(Question):
    """A point on the map: latitude, longitude (WGS 84) and words that say where."""

    type: Literal["map_point"]
    within_km: int | None = Field(default=30, description="at most this far from the city hall")


class FileQuestion(Question):
    """One or several attachments."""

    type: Literal["file"]
    accept: tuple[FileKind, ...] = ("image", "pdf")
    at_least: int = Field(default=1, ge=0)
    at_most: int = Field(default=5, ge=1, le=20)
    max_megabytes: int = Field(default=10, ge=1, le=100)
    safe_copy: Literal["structural", "pixels", "text"] = Field(
        default="structural",
        description="how the office rebuilds a file before anyone opens it (無害化)",
    )


class SignatureQuestion(Question):
    """The filer's name as a signature in words, with the day."""

    type: Literal["signature"]


class ConsentQuestion(Question):
    """Agreement to a text; the digest of the text agreed to is kept."""

    type: Literal["consent"]
    text: Text
    must_agree: bool = True


class HouseholdMemberQuestion(Question):
    """A member of the household: name, kana, birth, relation, living together."""

    type: Literal["household_member"]
    relations: tuple[Option, ...] = ()


class Column(Part):
    """A column of a table question."""

    id: QuestionId
    label: Text
    type: Literal["text", "number", "money", "choice"]
    options: tuple[Option, ...] = ()
    required: bool = True
    unit: Text | None = None


class TableQuestion(Question):
    """A small table that the filer fills, such as a budget; totals of columns are shown."""

    type: Literal["table"]
    columns: tuple[Column, ...] = Field(min_length=1, max_length=8)
    rows_min: int = Field(default=1, ge=0)
    rows_max: int = Field(default=20, ge=1, le=100)
    totals: tuple[str, ...] = ()


class NoteQuestion(Part):
    """Not a question: words, or a computed number, shown between the questions."""

    type: Literal["note"]
    id: QuestionId
    label: Text
    tone: Literal["info", "warn", "quiet"] = "info"
    when: Condition | None = None
    number: Expression | None = Field(default=None, description="shown in place of {number}")


class FeeQuestion(Part):
    """Not a question: shows the fee computed so far with its lines."""

    type: Literal["fee"]
    id: QuestionId
    label: Text
    when: Condition | None = None


AnyQuestion = Annotated[
    TextQuestion | LongTextQuestion | NumberQuestion | MoneyQuestion | YesNoQuestion
    | ChoiceQuestion | ChoicesQuestion | DateQuestion | TimeQuestion | PersonNameQuestion
    | AddressQuestion | PhoneQuestion | EmailQuestion | BankAccountQuestion
    | CorporateNumberQuestion | MapPointQuestion | FileQuestion | SignatureQuestion
    | ConsentQuestion | HouseholdMemberQuestion | TableQuestion | NoteQuestion | FeeQuestion,
    Field(discriminator="type"),
]  # fmt: skip
