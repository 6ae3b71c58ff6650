# SPDX-License-Identifier: Apache-2.0
"""How old is a person on a day, and which school year is a child in?

年齢計算ニ関スル法律 counts the day of birth, so a person becomes a year older at the end of the day
before the birthday. Whoever is born on 1 April therefore "reaches" an age on 31 March and belongs
to the older class.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from madoguchi.kernel.eras import format_date
from madoguchi.kernel.fiscal_years import fiscal_year_of
from madoguchi.kernel.texts import TextValue, text

SchoolStage = Literal["before_school", "elementary", "junior_high", "high_school_age", "after"]
LAW = "年齢計算ニ関スル法律(明治35年法律第50号)、民法第143条"


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A stage and the year within it, from 1 (0 outside school)."""

    stage: SchoolStage
    grade: int
    name: TextValue


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later; a missing day becomes the month's last (民法143条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age_on(birth: date, day: date) -> int:
    """Completed years on a day, as a person says it: one older from the birthday on.

    Who is born on 29 February is one older from 1 March in common years.

    Raises:
        ValueError: the day lies before the birth.
    """
    if day < birth:
        raise ValueError("the day lies before the birth")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def months_on(birth: date, day: date) -> int:
    """Completed months on a day, for infants.

    Raises:
        ValueError: the day lies before the birth.
    """
    if day < birth:
        raise ValueError("the day lies before the birth")
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)


def reaches_age_on(birth: date, years: int) -> date:
    """The day on which a person legally reaches an age (達する日): the day before the birthday."""
    last = birth.year + years
    if (birth.month, birth.day) == (2, 29):
        return date(last, 2, 28)
    return date(last, birth.month, birth.day) - timedelta(days=1)


def has_reached_age(birth: date, years: int, day: date) -> bool:
    """Whether the day on which the person reaches the age has come (達した日 以後)."""
    return day >= reaches_age_on(birth, years)


def first_march_31_from_age(birth: date, years: int) -> date:
    """The first 31 March on or after the day of reaching an age.

    18 gives the end of 児童 in 児童手当法 第3条 (18歳に達する日以後の最初の3月31日); 6 the last day
    before school (学校教育法 第17条).
    """
    reached = reaches_age_on(birth, years)
    return date(fiscal_year_of(reached) + 1, 3, 31)


def class_age_on(birth: date, day: date) -> int:
    """The class age of childcare (クラス年齢): the age on 1 April that opens the school year.

    Children born from 2 April to 1 April of the next year share a class; born within it, class 0.
    """
    opening = date(fiscal_year_of(day), 4, 1)
    return 0 if birth >= opening else age_on(birth, opening)


def school_year_on(birth: date, day: date) -> SchoolYear:
    """The school year of a child on a day, if school went as the law sets it (学校教育法 第17条)."""
    years = fiscal_year_of(day) - fiscal_year_of(first_march_31_from_age(birth, 6))
    for stage, first, last, ja, en, easy in _STAGES:
        if first <= years <= last:
            grade = years - first + 1
            return SchoolYear(
                stage,
                grade,
                text(ja.format(grade), en.format(grade), easy.format(grade)),
            )
    if years < 1:
        return SchoolYear("before_school", 0, text("就学前", "Not yet at school", "学校の 前"))
    return SchoolYear("after", 0, text("高校生年代より上", "Above high school age", "高校より 上"))


_STAGES: tuple[tuple[SchoolStage, int, int, str, str, str], ...] = (
    ("elementary", 1, 6, "小学{}年生", "Elementary school, year {}", "小学校 {}年生"),
    ("junior_high", 7, 9, "中学{}年生", "Junior high school, year {}", "中学校 {}年生"),
    ("high_school_age", 10, 12, "高校{}年生の年代", "High school age, year {}", "高校 {}年生の 年"),
)


def explain_age(birth: date, day: date) -> TextValue:
    """A sentence for a screen or a case: the age on a day and when the next is reached, by law."""
    years = age_on(birth, day)
    reached = reaches_age_on(birth, years + 1)
    return text(
        f"{format_date(day)}の年齢は{years}歳です。法律では{years + 1}歳になる誕生日の前日"
        f"({format_date(reached)})が終わるときに{years + 1}歳に達します({LAW})。",
        f"Aged {years} on {format_date(day, 'en')}. By law the age of {years + 1} is reached at the "
        f"end of {format_date(reached, 'en')}, the day before the birthday.",
        f"{format_date(day, 'easy')}は {years}歳です。法律では たんじょう日の 前の日"
        f"({format_date(reached, 'easy')})に {years + 1}歳に なります。",
    )
