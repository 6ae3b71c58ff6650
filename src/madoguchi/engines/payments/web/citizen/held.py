# SPDX-License-Identifier: Apache-2.0
"""What does わたしのデータ tell of payments: dues, what was paid, the account for refunds?"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.queries.payers import read_payer
from madoguchi.engines.payments.queries.refund_accounts import find_account
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.web.citizen.frame import money
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.my_data import MyHolding, MyItem, tells_own_data
from madoguchi.platform.screens.wording import say


@tells_own_data
def tell_payments_held(account: str, lang: str, _: datetime) -> tuple[MyHolding, ...]:
    """Everything that is or was owed by the person, and where money is paid back."""
    return (
        MyHolding(
            kind="payments.dues",
            title=say("payments.held.dues", lang),
            purpose=say("payments.held.purpose", lang),
            until=say("payments.held.until", lang),
            items=tuple(_dues(account, lang)),
            link=reverse("payments:dues"),
            link_label=say("payments.held.link", lang),
        ),
        MyHolding(
            kind="payments.refund_account",
            title=say("payments.account.title", lang),
            purpose=say("payments.held.account_purpose", lang),
            until=say("payments.held.account_until", lang),
            items=tuple(_account(account, lang)),
            link=reverse("payments:account"),
            link_label=say("payments.account.title", lang),
        ),
    )


def _dues(account: str, lang: str) -> Iterable[MyItem]:
    for one in Receivable.objects.filter(payer_ref=account).order_by("-made_at", "id"):
        payer = read_payer(one)
        words = [
            say("payments.held.due", lang, due=money(one.due_yen, lang), paid=money(one.paid_yen, lang)),
            " ".join(payer[key] for key in ("name", "address") if payer.get(key)),
        ]  # fmt: skip
        yield MyItem(
            label=f"{one.words.pick(lang)} {show_number(one.number)}",
            text=" ・ ".join(filter(None, words)),
            note=format_date(one.assessed_on, lang),
        )


def _account(account: str, lang: str) -> Iterable[MyItem]:
    found = find_account(account) or {}
    for key in (one for one in ("bank", "branch", "number", "holder") if one in found):
        yield MyItem(label=say(f"payments.account.field_{key}", lang), text=found[key])
