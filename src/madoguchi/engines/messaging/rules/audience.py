# SPDX-License-Identifier: Apache-2.0
"""To whom is a notice written? A closed tree; nothing in it is code.

```
{"type": "all", "of": [
    {"type": "areas", "codes": ["honcho-1", "honcho-2"]},
    {"type": "children", "born_from": "2024-04", "born_to": "2025-03"}]}
```
"""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])"
MOST_MONTHS = 20 * 12
MOST_NAMED = 20_000


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Everyone(_Node):
    """All who take the notice's topic."""

    type: Literal["everyone"] = "everyone"


class Interested(_Node):
    """Who has asked for one of these topics."""

    type: Literal["interested"] = "interested"
    topics: tuple[str, ...] = Field(min_length=1, max_length=100)


class InAreas(_Node):
    """Who has told that they live in, or care for, one of these areas (町字)."""

    type: Literal["areas"] = "areas"
    codes: tuple[str, ...] = Field(min_length=1, max_length=2_000)


class WithChildren(_Node):
    """Who has told of a child born in these months, both included."""

    type: Literal["children"] = "children"
    born_from: str = Field(pattern=f"^{MONTH}$")
    born_to: str = Field(pattern=f"^{MONTH}$")

    @model_validator(mode="after")
    def _in_order(self) -> "WithChildren":
        if not 0 < len(self.months) <= MOST_MONTHS:
            raise ValueError("months in order, at most 20 years")
        return self

    @property
    def months(self) -> tuple[str, ...]:
        """Every month of the range, such as ``2025-04``."""
        first, last = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (self.born_from, self.born_to))
        return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1))


class TakingPart(_Node):
    """Who takes part in something that another engine knows, such as a course."""

    type: Literal["participants"] = "participants"
    ref: str = Field(min_length=3, max_length=120)


class Listed(_Node):
    """Who is on an imported list."""

    type: Literal["list"] = "list"
    list_id: UUID


class People(_Node):
    """These people."""

    type: Literal["people"] = "people"
    parties: tuple[str, ...] = Field(min_length=1, max_length=MOST_NAMED)


class AllOf(_Node):
    """Who is in each."""

    type: Literal["all"] = "all"
    of: tuple["Audience", ...] = Field(min_length=1, max_length=20)


class AnyOf(_Node):
    """Who is in at least one."""

    type: Literal["any"] = "any"
    of: tuple["Audience", ...] = Field(min_length=1, max_length=20)


class Without(_Node):
    """Who is in the first and not in the second."""

    type: Literal["without"] = "without"
    of: "Audience"
    but: "Audience"


Audience = Annotated[
    Everyone | Interested | InAreas | WithChildren | TakingPart | Listed | People
    | AllOf | AnyOf | Without,
    Field(discriminator="type"),
]  # fmt: skip
for _one in (AllOf, AnyOf, Without):
    _one.model_rebuild()
_ADAPTER: TypeAdapter[Audience] = TypeAdapter(Audience)


def read_audience(document: Any) -> Audience:
    """The audience of a document (``model_dump(mode="json")`` of one).

    Raises:
        pydantic.ValidationError: it is none.
    """
    return _ADAPTER.validate_python(document)


def month_of(day: date) -> str:
    """The month of birth as it is compared."""
    return f"{day.year:04}-{day.month:02}"
