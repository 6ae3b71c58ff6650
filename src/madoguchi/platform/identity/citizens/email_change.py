# SPDX-License-Identifier: Apache-2.0
"""How does an account get another e-mail address? Both the old and the new one say yes."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from madoguchi.kernel.refusal import Conflict, Refusal
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto import fields
from madoguchi.platform.guard.api import Limit, take
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.models import User

LIFE = timedelta(minutes=30)
TRIES = Limit(name="identity.email-change.tries", free=8, window=LIFE)
MAILS = Limit(name="identity.email-change.mails", free=6, window=timedelta(hours=6))
_KEPT = "email_change"


class EmailCodesWrong(Refusal):
    """A code is wrong, too old, or there were too many tries."""

    code = "identity.email_codes_wrong"

    def __init__(self) -> None:
        super().__init__(
            text(
                "番号が違うか、期限が切れました。",
                "A code is wrong or has expired.",
                "番号が ちがいます。または 古いです。",
            ),
            next_step=text(
                "届いたメールの番号をもう一度たしかめてください。うまくいかないときは、はじめからやり直せます。",
                "Check the codes in your mails, or start again.",
                "メールの 番号を もういちど 見てください。",
            ),
        )


class EmailTaken(Conflict):
    """Somebody was faster with this address."""

    code = "identity.email_taken"

    def __init__(self) -> None:
        super().__init__(
            text(
                "このメールアドレスは使えません。",
                "This e-mail address cannot be used.",
                "この メールアドレスは つかえません。",
            ),
            next_step=text(
                "ほかのアドレスでためしてください。",
                "Try another.",
                "ほかの アドレスに してください。",
            ),
        )


@dataclass(frozen=True, slots=True)
class Codes:
    """What goes out: a code to each address; ``old`` is empty where there was none."""

    new: str
    old: str
    is_taken: bool


def start_email_change(request: HttpRequest, user: User, address: str, *, at: datetime) -> Codes:
    """Remember the wish in this session and make the codes.

    For an address that has an account the codes open nothing, and nothing else differs: whether
    an address is known is not told.
    """
    if not take({MAILS: str(user.pk)}, at=at).allowed:
        raise EmailCodesWrong
    address = address.strip().lower()
    taken = User.objects.filter(kind=User.Kind.CITIZEN, email__iexact=address).exists()
    codes = Codes(_code(), _code() if user.email else "", taken)
    request.session[_KEPT] = {
        "address": address,
        "new": _digest(user, address, codes.new if not taken else secrets.token_hex(16)),
        "old": _digest(user, user.email, codes.old) if codes.old else "",
        "until": (at + LIFE).isoformat(),
    }
    return codes


def wanted_address(request: HttpRequest, *, at: datetime) -> str:
    """The address that waits for its codes; empty where none does."""
    kept = request.session.get(_KEPT)
    if not isinstance(kept, dict) or datetime.fromisoformat(kept["until"]) <= at:
        return ""
    return str(kept["address"])


def forget_email_change(request: HttpRequest) -> None:
    """Start again."""
    request.session.pop(_KEPT, None)


def finish_email_change(
    request: HttpRequest, user: User, *, new_code: str, old_code: str, at: datetime
) -> str:
    """Change the address; returns the former one.

    Raises:
        EmailCodesWrong, EmailTaken: see there.
    """
    address = wanted_address(request, at=at)
    if not address or not take({TRIES: str(user.pk)}, at=at).allowed:
        raise EmailCodesWrong
    kept = request.session[_KEPT]
    fits_new = _fits(kept["new"], _digest(user, address, _clean(new_code)))
    fits_old = not kept["old"] or _fits(kept["old"], _digest(user, user.email, _clean(old_code)))
    if not (fits_new and fits_old):
        raise EmailCodesWrong
    former = user.email
    try:
        _write(user, address, at)
    except IntegrityError:
        raise EmailTaken from None
    finally:
        forget_email_change(request)
    return former


def _write(user: User, address: str, at: datetime) -> None:
    with transaction.atomic():
        user.email = address
        user.save(update_fields=["email"])
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
        record(
            action="identity.user.email_changed",
            actor=actor_for(user),
            subject=user.ref,
            at=at,
        )


def _code() -> str:
    return f"{secrets.randbelow(10**8):08d}"


def _clean(typed: str) -> str:
    return "".join(c for c in normalise(typed) if c.isalnum())


def _digest(user: User, address: str, code: str) -> str:
    return fields.blind_index("identity.email-change", f"{user.pk}|{address}|{code}").hex()


def _fits(kept: str, typed: str) -> bool:
    return hmac.compare_digest(kept.encode(), typed.encode())
