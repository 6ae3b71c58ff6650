# SPDX-License-Identifier: Apache-2.0
"""What does a booking cost, line by line, and where is it paid?"""

from typing import Any

from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.web.citizen.frame import instant_words, money, text_of
from madoguchi.platform.screens.wording import say


def fee_lines(one: Reservation, lang: str) -> dict[str, Any]:
    """The lines of the fee with reduction and sum; what is still to be approved is said."""
    rules, fee = one.offer.read_rules(), one.fee or {}
    extras = {extra.key: text_of(extra.title, lang) for extra in rules.extras}
    lines = [
        {
            "label": say("booking.fee.use", lang) if key == "use" else extras.get(key, key),
            "yen": money(yen, lang) if key == "use" else say("booking.yen", lang, yen=f"{yen:,}"),
        }
        for key, yen in fee.get("lines", ())
    ]
    reduction = _reduction(rules, fee.get("reduction", ""), lang)
    reduced = int(fee.get("reduced_yen", 0))
    if reduced:
        lines.append(
            {
                "label": say("booking.fee.reduction", lang, title=reduction),
                "yen": say("booking.yen", lang, yen=f"−{reduced:,}"),
            }
        )
    if one.charged_yen:
        lines.append(
            {
                "label": say("booking.fee.charged", lang),
                "yen": say("booking.yen", lang, yen=f"{one.charged_yen:,}"),
            }
        )
    waits = bool(fee.get("needs_approval"))
    return {
        "lines": lines,
        "total": money(one.amount_yen, lang),
        "yen": one.amount_yen,
        "waits": say("booking.fee.waits", lang, title=reduction) if waits else "",
        "evidence": _evidence(rules, fee.get("reduction", ""), lang),
        "pay": pay_words(one, lang),
        "has": bool(lines),
    }


def pay_words(one: Reservation, lang: str) -> str:
    """Where and until when it is paid; exactly what is left, or comes back, once something was paid."""
    balance = one.balance_yen
    if balance < 0:
        return say("booking.fee.surplus", lang, yen=money(-balance, lang))
    if not one.amount_yen:
        return ""
    if balance and one.paid_at is not None:
        return say("booking.fee.balance", lang, yen=money(balance, lang))
    if one.paid_at is not None:
        return say("booking.fee.paid", lang)
    if one.pay_by is not None:
        return say("booking.fee.pay_by", lang, at=instant_words(one.pay_by, lang))
    return say("booking.fee.pay", lang)


def _reduction(rules: OfferRules, key: str, lang: str) -> str:
    return next((text_of(one.title, lang) for one in rules.reductions if one.key == key), key)


def _evidence(rules: OfferRules, key: str, lang: str) -> str:
    return next((text_of(one.evidence, lang) for one in rules.reductions if one.key == key), "")
