# SPDX-License-Identifier: Apache-2.0
"""What do the pages of paying share: crumbs, money and days in words, states, who may look?"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.policy import may_pay_for
from madoguchi.engines.payments.queries.dues import get_due
from madoguchi.engines.payments.rules.numbers import parse_number, show_number
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.money import format_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.crumbs import Crumb as Crumb
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

GUEST_KEY = "payments_opened"
MOST_OPENED = 20
LOOKS = {
    "open": ("warn", "clock"),
    "partly_paid": ("warn", "clock"),
    "paid": ("ok", "check"),
    "overpaid": ("info", "info"),
    "withdrawn": ("quiet", "close"),
    "written_off": ("quiet", "close"),
}


def crumbs(lang: str, *more: Crumb) -> list[Crumb]:
    """The way from the list of dues to this page."""
    return [Crumb(say("payments.dues.title", lang), reverse("payments:dues")), *more]


def money(yen: int, lang: str) -> str:
    """1,234円, or 1,234 yen."""
    return format_yen(yen, lang)


def due_url(due: Receivable) -> str:
    """The page of a due."""
    return reverse("payments:due", args=[due.number])


def open_due(request: HttpRequest, number: str) -> tuple[Receivable, bool]:
    """The due, and whether it was opened by its confirmation number.

    Raises:
        ReceivableUnknown: there is none, or not for this person.
    """
    try:
        due = get_due(parse_number(number))
    except Refusal:
        raise ReceivableUnknown from None
    proven = due.id.hex in request.session.get(GUEST_KEY, [])
    if not (proven or may_pay_for(actor_on(request), due)):
        raise ReceivableUnknown
    return due, proven


def remember_opened(request: HttpRequest, due: Receivable) -> None:
    """Let this browser look at the due until its session ends."""
    opened = [one for one in request.session.get(GUEST_KEY, []) if one != due.id.hex]
    request.session[GUEST_KEY] = [*opened, due.id.hex][-MOST_OPENED:]


def state_of(due: Receivable, request: HttpRequest) -> dict[str, str]:
    """The tag of a due: its state, and 納期限を過ぎています where it is late."""
    lang = lang_of(request)
    if due.state in {"open", "partly_paid"} and due.due_on and due.due_on < today():
        return {"tone": "bad", "icon": "warn", "text": say("payments.state.late", lang)}
    tone, icon = LOOKS[due.state]
    return {"tone": tone, "icon": icon, "text": say(f"payments.state.{due.state}", lang)}


def line_of(due: Receivable, request: HttpRequest, name: str = "") -> dict[str, Any]:
    """A due in a list."""
    lang = lang_of(request)
    yen = abs(due.balance_yen) if due.state != "paid" else due.paid_yen
    notes = [name and say("payments.dues.of", lang, name=name), show_number(due.number)]
    if due.due_on and due.state in {"open", "partly_paid"}:
        notes.append(say("payments.dues.until", lang, day=format_date(due.due_on, lang)))
    return {
        "title": due.words.pick(lang),
        "url": due_url(due),
        "yen": money(yen, lang),
        "tag": state_of(due, request),
        "note": " ・ ".join(filter(None, notes)),
    }


def refusal_words(refusal: Refusal | None, lang: str) -> dict[str, str] | None:
    """A refusal for a banner; None where nothing was refused."""
    if refusal is None:
        return None
    return {
        "text": refusal.message.pick(lang),
        "next": refusal.next_step.pick(lang) if refusal.next_step else "",
    }
