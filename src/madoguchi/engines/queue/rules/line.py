# SPDX-License-Identifier: Apache-2.0
"""What can a line say about itself? Hours, limits, who goes first, what a transfer does."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from madoguchi.engines.queue.rules.times import DAY_MINUTES, minute_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEEDS = ("wheelchair", "hearing", "sight", "infant", "pregnant", "interpreter", "unwell")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Need = Literal["wheelchair", "hearing", "sight", "infant", "pregnant", "interpreter", "unwell"]
Place = Literal["keep", "end", "first"]


def _minute(value: object) -> object:
    return minute_of(value) if isinstance(value, str) else value


Minute = Annotated[int, BeforeValidator(_minute), Field(ge=0, le=DAY_MINUTES)]
"""A minute of the day, also written as a clock: 8:30."""


class Part(BaseModel):
    """A closed value of the rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Opening(Part):
    """When the line is served on some weekdays."""

    days: tuple[Weekday, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), description="mon to sun"
    )
    opens: Minute = Field(default=510, description="a clock such as 8:30")
    closes: Minute = Field(default=1035, description="a clock such as 17:15")

    @model_validator(mode="after")
    def _in_order(self) -> "Opening":
        if self.closes <= self.opens:
            raise ValueError("閉める時刻は、開ける時刻より後にしてください")
        if not self.days:
            raise ValueError("曜日を一つ以上選んでください")
        return self


class Priority(Part):
    """Who is called earlier: as if they had come some minutes before, or ahead of all."""

    need: Need = Field(description="a need that the person named when taking the ticket")
    minutes_ahead: int = Field(default=0, ge=0, le=240, description="counts as so much earlier")
    front: bool = Field(default=False, description="ahead of everyone without an appointment")


class LineRules(Part):
    """The rules of a line; tickets are judged by them whenever a desk calls."""

    hours: tuple[Opening, ...] = Field(default=(Opening(),), description="by weekday")
    on_closed_days: bool = Field(default=False, description="also when the city hall is closed")
    tickets_per_day: int = Field(default=999, ge=1, le=999, description="most tickets of a day")
    issue_before: int = Field(
        default=30, ge=0, le=240, description="minutes before opening when tickets begin"
    )
    stops_before: int = Field(
        default=10, ge=0, le=240, description="minutes before closing when tickets end"
    )
    web: bool = Field(default=True, description="tickets may be taken from a phone")
    web_stops_before: int = Field(
        default=30, ge=0, le=240, description="the same for tickets from a phone"
    )
    soon_ahead: int = Field(default=3, ge=1, le=20, description="told so many people before")
    grace_minutes: int = Field(
        default=15, ge=0, le=120, description="how long who missed the call may come back"
    )
    priorities: tuple[Priority, ...] = Field(default=(), description="who goes earlier")
    priority_in_a_row: int = Field(
        default=2, ge=1, le=20, description="then somebody in order of number is called"
    )
    transfers: Place = Field(
        default="keep", description="place of who is sent here: keep, end or first"
    )
    typical_minutes: int = Field(
        default=10, ge=1, le=240, description="service time until some were measured"
    )
    appointments: tuple[str, ...] = Field(
        default=(), max_length=20, description="keys of booking offers whose people come here"
    )

    @model_validator(mode="after")
    def _one_opening_per_day(self) -> "LineRules":
        days = [day for one in self.hours for day in one.days]
        if len(days) != len(set(days)):
            raise ValueError("同じ曜日が2回出てきます")
        needs = [one.need for one in self.priorities]
        if len(needs) != len(set(needs)):
            raise ValueError("同じ配慮が2回出てきます")
        return self

    def opening_on(self, day: date, *, hall_open: bool) -> Opening | None:
        """When the line is served on a day; None where it is not."""
        if not hall_open and not self.on_closed_days:
            return None
        name = WEEKDAYS[day.weekday()]
        return next((one for one in self.hours if name in one.days), None)
