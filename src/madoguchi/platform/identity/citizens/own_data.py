# SPDX-License-Identifier: Apache-2.0
"""What does わたしのデータ tell of an account: passkeys, app, card, and the latest sign-ins?"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from madoguchi.kernel.my_data import MyHolding, MyItem, tells_own_data
from madoguchi.platform.identity.citizens.sign_ins import MOST_SHOWN
from madoguchi.platform.identity.citizens.ways import has_password
from madoguchi.platform.identity.factors.api import OneTimeCode, Passkey, count_recovery
from madoguchi.platform.identity.models import CardLink, SignIn, User
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say


@tells_own_data
def tell_account(account: str, lang: str, at: datetime) -> tuple[MyHolding, ...]:  # noqa: ARG001
    """Two parts: what signs in, and when it did. A fixed number of queries; no key and no secret."""
    user = _user_of(account)
    if user is None:
        return ()
    link, words = reverse("account_email"), say("identity.held.link", lang)
    return (
        MyHolding(
            kind="identity.ways",
            title=say("identity.held.ways", lang),
            purpose=say("identity.held.ways_purpose", lang),
            until=say("identity.held.ways_until", lang),
            items=tuple(_ways(user, lang)),
            link=link,
            link_label=words,
        ),
        MyHolding(
            kind="identity.sign_ins",
            title=say("identity.held.sign_ins", lang),
            purpose=say("identity.held.sign_ins_purpose", lang),
            until=say("identity.held.sign_ins_until", lang),
            items=tuple(_sign_ins(user, lang)),
            link=link,
            link_label=words,
        ),
    )


def _user_of(account: str) -> User | None:
    try:
        key = UUID(account.removeprefix("identity:"))
    except ValueError:
        return None
    return User.objects.filter(pk=key, kind=User.Kind.CITIZEN).first()


def _ways(user: User, lang: str) -> Iterable[MyItem]:
    if has_password(user):
        words = say("identity.held.password_text", lang)
        yield MyItem(label=say("identity.method.password", lang), text=words)
    for passkey in Passkey.objects.filter(user=user):
        yield MyItem(
            label=say("identity.method.passkey", lang),
            text=passkey.name,
            note=_times(passkey.created_at, passkey.used_at, lang),
        )
    app = OneTimeCode.objects.filter(user=user).first()
    if app is not None:
        left = say("identity.held.app_text", lang, count=count_recovery(user))
        yield MyItem(label=say("identity.held.app", lang), text=left)
    card = CardLink.objects.filter(user=user).first()
    if card is not None:
        yield MyItem(
            label=say("identity.method.card", lang),
            text=say("identity.held.card_text", lang),
            note=_times(card.linked_at, card.used_at, lang),
        )


def _sign_ins(user: User, lang: str) -> Iterable[MyItem]:
    for row in SignIn.objects.filter(user=user)[:MOST_SHOWN]:
        yield MyItem(
            label=format_instant(row.at, lang),
            text=say(f"identity.method.{row.method}", lang),
            note=row.device,
        )


def _times(made: datetime, used: datetime | None, lang: str) -> str:
    words = [say("identity.held.since", lang, at=format_instant(made, lang))]
    if used is not None:
        words.append(say("identity.held.used", lang, at=format_instant(used, lang)))
    return " ・ ".join(words)
