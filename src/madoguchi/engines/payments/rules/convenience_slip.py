# SPDX-License-Identifier: Apache-2.0
"""What do the 44 digits of the bar code of a convenience-store slip say?

標準料金代理収納 (GS1-128, one line, application identifier 91), layout as in the guideline of GS1 Japan
(6th edition, 2024): 91 · biller 6 · free 21 · re-issue 1 · pay by yymmdd · stamp duty 1 · yen 6 · check
digit 1 (modulus 10 weight 3 over the 43 digits before it).
"""

from dataclasses import dataclass
from datetime import date

from madoguchi.engines.payments.rules.check_digits import is_digits, modulus_10_weight_3
from madoguchi.engines.payments.rules.route_refusals import (
    AmountAboveSlip,
    SlipAmountWrong,
    SlipCodeWrong,
)

IDENTIFIER = "91"
LENGTH = 44
MOST_YEN = 300_000
"""What a store takes with one slip."""
STAMP_FROM_YEN = 50_000
"""From here on a private receipt bears stamp duty; money of a city is free (印紙税法 第5条)."""
NO_LIMIT = "999999"
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class SlipCode:
    """The parts of a bar code.

    ``biller`` is the 請求書発行企業コード (6 digits: the GS1 company prefix without its leading 4),
    ``free`` 21 digits of the biller, ``reissue`` how often it was printed again (0–9), ``pay_by`` the
    last day on which stores take it (None: no limit), ``stamp`` whether stamp duty lies on it.
    """

    biller: str
    free: str
    yen: int
    pay_by: date | None = None
    reissue: int = 0
    stamp: bool = False


def compose(slip: SlipCode) -> str:
    """The 44 digits.

    Raises:
        AmountAboveSlip, SlipAmountWrong: more than 300,000 yen, or less than one.
        SlipCodeWrong: a part does not fit its place.
    """
    check_amount(slip.yen)
    if not is_digits(slip.biller, 6) or not is_digits(slip.free, 21):
        raise SlipCodeWrong(why="企業コード6けた・自由使用欄21けた")
    if not 0 <= slip.reissue <= 9:
        raise SlipCodeWrong(why="再発行区分0〜9")
    day = NO_LIMIT if slip.pay_by is None else _six(slip.pay_by)
    stamp = "1" if slip.stamp else "0"
    body = f"{IDENTIFIER}{slip.biller}{slip.free}{slip.reissue}{day}{stamp}{slip.yen:06}"
    return body + modulus_10_weight_3(body)


def check_amount(yen: int) -> None:
    """Raises AmountAboveSlip, SlipAmountWrong unless a store takes that much."""
    if yen > MOST_YEN:
        raise AmountAboveSlip(yen=f"{yen:,}")
    if yen < 1:
        raise SlipAmountWrong(yen=f"{yen:,}")


def parse(digits: str) -> SlipCode:
    """The parts of 44 digits as a scanner gives them.

    Raises:
        SlipCodeWrong: not 44 digits, not identifier 91, a wrong check digit, no such day.
        AmountAboveSlip, SlipAmountWrong: an amount that no store takes.
    """
    if not is_digits(digits, LENGTH):
        raise SlipCodeWrong(why="44けたの数字ではない")
    if not digits.startswith(IDENTIFIER):
        raise SlipCodeWrong(why="先頭が91ではない")
    if modulus_10_weight_3(digits[:-1]) != digits[-1]:
        raise SlipCodeWrong(why="チェックデジットが合わない")
    if digits[36] not in "01":
        raise SlipCodeWrong(why="印紙フラグが0でも1でもない")
    yen = int(digits[37:43])
    check_amount(yen)
    return SlipCode(
        biller=digits[2:8],
        free=digits[8:29],
        reissue=int(digits[29]),
        pay_by=_day(digits[30:36]),
        stamp=digits[36] == "1",
        yen=yen,
    )


def written(digits: str) -> str:
    """The line for human eyes: identifier in brackets, the parts held apart by hyphens."""
    parts = (digits[2:8], digits[8:29] + digits[29], digits[30:36], digits[36], digits[37:43])
    return f"({digits[:2]}){'-'.join(parts)}-{digits[43]}"


def _six(day: date) -> str:
    if not _CENTURY <= day.year < _CENTURY + 100:
        raise SlipCodeWrong(why="支払期限は2000年代")
    return f"{day:%y%m%d}"


def _day(six: str) -> date | None:
    if six == NO_LIMIT:
        return None
    try:
        return date(_CENTURY + int(six[:2]), int(six[2:4]), int(six[4:]))
    except ValueError as problem:
        raise SlipCodeWrong(why=f"支払期限{six}という日はない") from problem
