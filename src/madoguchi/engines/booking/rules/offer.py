# SPDX-License-Identifier: Apache-2.0
"""What does an offer say? Its rules as one closed structure: slots, caps, who, fees, cancelling."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from madoguchi.engines.booking.rules.times import CELL_MINUTES, DAY_MINUTES, minute_of
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import Text


def _minute(value: object) -> object:
    if isinstance(value, str):
        try:
            return minute_of(value)
        except Refusal as refusal:
            raise ValueError(refusal.message.ja) from refusal
    return value


Minute = Annotated[
    int, BeforeValidator(_minute), Field(ge=0, le=DAY_MINUTES, multiple_of=CELL_MINUTES)
]
"""A minute of the day, also written as a clock: 9:00, 24:00."""
Length = Annotated[int, Field(gt=0, le=DAY_MINUTES, multiple_of=CELL_MINUTES)]
Buffer = Annotated[int, Field(ge=0, le=DAY_MINUTES, multiple_of=CELL_MINUTES)]
RemindHours = Literal[1, 2, 3, 6, 12, 24, 48, 72, 168]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]


class Part(BaseModel):
    """A closed value of the rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SlotPart(Part):
    """One named slot of a day (区分), such as 午前 9:00 to 12:00."""

    starts: Minute
    ends: Minute
    title: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "SlotPart":
        if self.ends <= self.starts:
            raise ValueError("枠の終わりは、始まりより後にしてください")
        return self


class Grid(Part):
    """Fixed slots: listed, or of one length through the opening hours (コマ)."""

    kind: Literal["grid"] = "grid"
    parts: tuple[SlotPart, ...] = ()
    minutes: Length | None = None
    most_in_a_row: int = Field(1, ge=1, le=48)

    @model_validator(mode="after")
    def _one_way(self) -> "Grid":
        if bool(self.parts) == bool(self.minutes):
            raise ValueError("枠は、一覧(parts)か長さ(minutes)のどちらか一方で決めてください")
        if any(a.ends > b.starts for a, b in zip(self.parts, self.parts[1:], strict=False)):
            raise ValueError("枠は重ならないように、早い順に並べてください")
        return self


class FreeTimes(Part):
    """Any time that begins on a step and lasts between two lengths."""

    kind: Literal["free"] = "free"
    step: Length = 30
    shortest: Length = 30
    longest: Length = 240

    @model_validator(mode="after")
    def _in_order(self) -> "FreeTimes":
        if self.longest < self.shortest:
            raise ValueError("最長の時間は、最短の時間以上にしてください")
        return self


class Session(Part):
    """One meeting of a course (講座の回)."""

    starts_at: datetime
    ends_at: datetime
    title: Text | None = None
    rooms: tuple[str, ...] = Field((), description="spaces that nobody else can book meanwhile")

    @model_validator(mode="after")
    def _in_order(self) -> "Session":
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("回の時刻には時差(+09:00)を付けてください")
        if self.ends_at <= self.starts_at:
            raise ValueError("回の終わりは、始まりより後にしてください")
        return self


class Sessions(Part):
    """A course or event: whoever books comes to every session."""

    kind: Literal["sessions"] = "sessions"
    sessions: tuple[Session, ...] = Field(min_length=1)


MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
"""A day of any year, such as 04-01."""


class OpenHours(Part):
    """Hours that an offer keeps beside those of its places (受付の曜日と時間)."""

    weekdays: frozenset[Weekday] = Field(frozenset(), description="empty: every day")
    starts: Minute
    ends: Minute
    nth: frozenset[Annotated[int, Field(ge=1, le=5)]] = Field(
        frozenset(), description="only the 1st … 5th such weekday of a month"
    )
    season: tuple[MonthDay, MonthDay] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "OpenHours":
        if self.ends <= self.starts:
            raise ValueError("受付の終わりの時刻は、始まりより後にしてください")
        return self


class OpenDay(Part):
    """A day on which an offer keeps other hours, or none (``starts`` equals ``ends``)."""

    on: date
    starts: Minute = 0
    ends: Minute = 0


class Facts(Part):
    """What people should know beside the rules: where, what to bring, what is handed out."""

    place: Text | None = Field(None, description="where, for offers without places")
    materials: Text | None = Field(None, description="教材, with what it costs in words")
    bring: Text | None = Field(None, description="持ち物")
    teacher: Text | None = None
    online_url: str = Field(
        "", pattern=r"^(https://\S+)?$", description="shown to participants only"
    )
    certificate: bool = Field(default=False, description="修了証 for whoever came often enough")
    certificate_sessions: int | None = Field(
        None, ge=1, le=60, description="so many sessions at least; empty: every one"
    )
    telephone: str = ""


class Window(Part):
    """When a day can be booked: from so many days, or the nth of a month, before; until when."""

    days_before: int | None = Field(None, ge=0, le=800)
    months_before: int | None = Field(None, ge=0, le=24)
    on_day: int = Field(1, ge=1, le=28)
    opens: Minute = 540
    closes_minutes_before: int = Field(0, ge=-DAY_MINUTES, le=60 * 24 * 120)


class Priority(Part):
    """A class of users that may book earlier than the others (優先予約)."""

    user_classes: frozenset[str] = Field(min_length=1)
    window: Window


class Cap(Part):
    """How much one person or group may hold (予約数の上限)."""

    per: Literal["person", "group"] = "person"
    period: Literal["day", "week", "month", "fiscal_year", "upcoming", "all"]
    most: int = Field(ge=1)
    unit: Literal["bookings", "minutes", "people"] = "bookings"


class Eligibility(Part):
    """Who may book (利用できる人)."""

    residents_only: bool = False
    registered_only: bool = False
    user_classes: frozenset[str] = frozenset()
    age_from: int | None = Field(None, ge=0, le=130)
    age_until: int | None = Field(None, ge=0, le=130)
    months_from: int | None = Field(None, ge=0, le=240)
    months_until: int | None = Field(None, ge=0, le=240)
    groups: Literal["none", "allowed", "only"] = "allowed"
    group_members_min: int = Field(0, ge=0, le=1000)
    group_residents: Literal["any", "majority", "all"] = "any"
    group_ages: Literal["booker", "majority", "all"] = Field(
        "majority", description="whose ages decide where a group books"
    )
    group_classes: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _somebody(self) -> "Eligibility":
        pairs = ((self.age_from, self.age_until), (self.months_from, self.months_until))
        if any(a is not None and b is not None and a > b for a, b in pairs):
            raise ValueError("年齢の下限が上限より大きいため、だれも予約できません")
        return self

    @property
    def asks_birth(self) -> bool:
        """Whether the date of birth decides."""
        given = (self.age_from, self.age_until, self.months_from, self.months_until)
        return any(one is not None for one in given)


class FeeLine(Part):
    """A price (使用料): the first line that fits is taken."""

    yen: int = Field(ge=0)
    per: Literal["booking", "slot", "hour", "person"] = "slot"
    spaces: frozenset[str] = frozenset()
    user_classes: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    starts: Minute = 0
    ends: Minute = DAY_MINUTES


class Ask(Part):
    """A question of its own (予約のときの質問), kept as secretly as name and telephone."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    title: Text
    hint: Text | None = None
    kind: Literal["text", "lines", "number", "address"] = "text"
    required: bool = True
    most: int = Field(200, ge=1, le=2000, description="signs at most; the highest number")


class Extra(Part):
    """Heating, lighting, equipment (付属設備)."""

    key: str
    title: Text
    yen: int = Field(ge=0)
    per: Literal["booking", "slot", "hour", "person"] = "booking"
    most: int = Field(99, ge=1, le=999, description="pieces in one booking at most")
    units: tuple[str, ...] = Field(
        (), description="spaces, one for each piece that there is; empty: always enough"
    )


class Reduction(Part):
    """減免: the best rate that fits is taken."""

    key: str
    title: Text
    percent: int = Field(ge=1, le=100)
    user_classes: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    evidence: Text | None = None
    needs_approval: bool = False


class CancelStep(Part):
    """Until so many hours before the start, this share of the fee is still owed."""

    hours_before: int = Field(ge=0)
    owed_percent: int = Field(ge=0, le=100)


class Cancellation(Part):
    """取消しの決まり: what is owed, until when, and points for cancelling late or staying away."""

    steps: tuple[CancelStep, ...] = ()
    until_minutes_before: int = Field(0, ge=0)
    late_hours: int = Field(0, ge=0)
    late_points: int = Field(0, ge=0)
    no_show_points: int = Field(1, ge=0)


class Penalty(Part):
    """So many points within so many days suspend for so many days (利用停止)."""

    points: int = Field(3, ge=1)
    within_days: int = Field(180, ge=1)
    suspend_days: int = Field(30, ge=1)


class Waiting(Part):
    """The waiting list (キャンセル待ち)."""

    size: int = Field(0, ge=0, le=10_000)
    order: Literal["queue", "draw"] = "queue"
    automatic: bool = True
    answer_hours: int = Field(24, ge=1, le=24 * 14)


class WonRelease(Part):
    """A win given back is free again at a random moment between these many hours."""

    earliest_hours: int = Field(1, ge=0, le=24 * 30)
    latest_hours: int = Field(48, ge=0, le=24 * 30)

    @model_validator(mode="after")
    def _in_order(self) -> "WonRelease":
        if self.latest_hours < self.earliest_hours:
            raise ValueError("戻す時刻の遅い方は、早い方以上にしてください")
        return self


class OfferRules(Part):
    """Everything that an offer says beside its name and places."""

    times: Annotated[Grid | FreeTimes | Sessions, Field(discriminator="kind")]
    open_hours: tuple[OpenHours, ...] = Field((), description="empty: the hours of the places")
    open_days: tuple[OpenDay, ...] = ()
    buffer_before: Buffer = 0
    buffer_after: Buffer = 0
    people_most: int = Field(1000, ge=1)
    window: Window = Window(days_before=90)
    priority: tuple[Priority, ...] = ()
    caps: tuple[Cap, ...] = ()
    own_overlap: bool = False
    eligible: Eligibility = Eligibility()
    purposes: frozenset[str] = frozenset()
    fees: tuple[FeeLine, ...] = ()
    extras: tuple[Extra, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    cancellation: Cancellation = Cancellation()
    penalty: Penalty = Penalty()
    waiting: Waiting = Waiting()
    won_release: WonRelease = WonRelease()
    hold_minutes: int = Field(10, ge=1, le=24 * 60)
    pay_by_days: int | None = Field(None, ge=0, le=365)
    asks: tuple[Ask, ...] = Field((), max_length=12)
    remind_hours: tuple[RemindHours, ...] = Field(
        (24,), description="hours before the start at which people are reminded; empty: never"
    )
    lottery: bool = False
    invitations: Literal["none", "allowed", "only"] = Field(
        "none", description="whether whoever was invited books by number and birth date"
    )
    series_most: int = Field(0, ge=0, le=60, description="dates in one series; 0: no series")
    facts: Facts = Facts()
    words: Mapping[str, Text] = Field({}, description="what classes and purposes are called")

    @model_validator(mode="after")
    def _can_happen(self) -> "OfferRules":
        window = self.window
        if (window.days_before is None) == (window.months_before is None):
            raise ValueError("受付の始まりは、日数か月のどちらか一方で決めてください")
        if self.eligible.groups == "none" and any(cap.per == "group" for cap in self.caps):
            raise ValueError("団体の予約を受けないのに、団体の上限があります")
        if isinstance(self.times, Sessions) and any(line.per == "hour" for line in self.fees):
            raise ValueError("講座の料金は、1時間あたりでは決められません")
        if isinstance(self.times, Sessions) and (self.open_hours or self.series_most):
            raise ValueError("講座には、受付の曜日と時間や、くり返しの予約を決められません")
        if len({ask.key for ask in self.asks}) < len(self.asks):
            raise ValueError("同じキーの質問が二度あります")
        if self.series_most and any(ask.required for ask in self.asks):
            raise ValueError("くり返しの予約を受けるときは、質問への答えを必須にできません")
        return self

    def word(self, key: str, lang: str = "ja") -> str:
        """What a class of users or a purpose is called; its key where nobody has named it."""
        found = self.words.get(key)
        return found.pick(lang) if found is not None else key


def lines_of(rules: OfferRules) -> list[FeeLine | Reduction]:
    """Everything that depends on the class of user and the purpose."""
    return [*rules.fees, *rules.reductions]
