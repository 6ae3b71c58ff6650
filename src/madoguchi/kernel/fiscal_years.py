# SPDX-License-Identifier: Apache-2.0
"""Which fiscal year (年度, April to March) is a day in? Also the school year."""

from datetime import date

from madoguchi.kernel.eras import format_era_year


def fiscal_year_of(day: date) -> int:
    """The Western year in which the fiscal year of a day began (地方自治法 第208条)."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_range(year: int) -> tuple[date, date]:
    """The first and last day of the fiscal year that begins in ``year``."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def format_fiscal_year(year: int) -> str:
    """令和8年度 for 2026. 2019 is 令和元年度 as a whole, as the government settled in 2019."""
    if year == 2019:
        return "令和元年度"
    return f"{format_era_year(date(year, 4, 1))}度"
