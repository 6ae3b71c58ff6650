# SPDX-License-Identifier: Apache-2.0
"""What do the treasurer's pages share: who asks, refusals in the page, rows of dues, files?"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.money import format_yen, parse_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.organisation.api import permissions_of
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.pager import Pager, make_pager
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

PER_PAGE = 50
MOST_BYTES = 64 * 1024 * 1024
TONES = {
    "open": ("warn", "clock"),
    "partly_paid": ("lamp", "hold"),
    "paid": ("ok", "done"),
    "overpaid": ("warn", "undo"),
    "withdrawn": ("quiet", "close"),
    "written_off": ("quiet", "minus"),
}
View = Callable[..., HttpResponseBase]


def page(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any],
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page, with why something was refused on top."""
    lang = lang_of(request)
    shown = {**values, "may": permissions_of(actor_on(request).roles), "refused": None}
    if refusal is not None:
        shown["refused"] = {
            "text": refusal.message.pick(lang),
            "next": refusal.next_step.pick(lang) if refusal.next_step else "",
        }
    status = refusal.status if refusal is not None else 200
    return render(request, f"payments/desk/{template}.html", shown, status=status)


def who(request: HttpRequest) -> tuple[Actor, datetime, str]:
    """Who asks, when, and in which language they read."""
    return actor_on(request), now(), lang_of(request)


def paged(request: HttpRequest, rows: Any, size: int = PER_PAGE) -> tuple[list[Any], Pager | None]:
    """The rows of the page asked for, and its links; None where one page holds them."""
    pages = Paginator(rows, size)
    found = pages.get_page(request.GET.get("page"))
    pager = make_pager(request.GET, page=found.number, size=size, total=pages.count)
    return list(found), pager if pager.needed else None


def columns(lang: str, *names: str, nums: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Columns of a table; the first is the row's head. Words are ``payments.col.<name>``."""
    return [
        {"key": one, "label": say(f"payments.col.{one}", lang), "num": one in nums, "head": n == 0}
        for n, one in enumerate(names)
    ]


def due_row(due: Receivable, lang: str) -> dict[str, Any]:
    """A due in a table."""
    return {
        "due": {"text": show_number(due.number), "href": reverse("payments:desk-due", args=[due.number])},
        "title": due.words.pick(lang),
        "due_on": format_date(due.due_on, lang) if due.due_on else "—",
        "owed": format_yen(due.due_yen, lang),
        "paid": format_yen(due.paid_yen, lang),
        "balance": format_yen(due.balance_yen, lang),
        "state": say(f"payments.desk.state.{due.state}", lang),
    }  # fmt: skip


DUE_COLUMNS = ("due", "title", "due_on", "owed", "paid", "balance", "state")
DUE_NUMS = ("owed", "paid", "balance")


def tag_of(due: Receivable, lang: str) -> dict[str, str]:
    """The state of a due as a tag."""
    tone, icon = TONES[due.state]
    return {"tone": tone, "icon": icon, "text": say(f"payments.desk.state.{due.state}", lang)}


def asked_day(request: HttpRequest, name: str = "day") -> date:
    """The day of the address; today where none can be read."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return today(now())


def typed_yen(written: str) -> int:
    """Yen as typed in a form.

    Raises:
        MoneyUnreadable, MoneyOutOfRange.
    """
    return parse_yen(written)


class _AnySize(MemoryFileUploadHandler):
    """Keeps a file of any allowed size in memory, so that no account number touches the disk."""

    def handle_raw_input(self, *args: Any, **more: Any) -> None:
        super().handle_raw_input(*args, **more)
        self.activated = int(args[2]) <= MOST_BYTES


def in_memory(view: View) -> View:
    """Receive the form's file here and now; put it outside ``csrf_protect``.

    The way of receiving must be chosen before anything looks at the form.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [_AnySize(request)]
        return view(request, *args, **kwargs)

    return inner
