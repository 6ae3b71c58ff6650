# SPDX-License-Identifier: Apache-2.0
"""Open an application by its receipt number and secret, and count wrong tries."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from madoguchi.engines.procedures.models import FailedLookup, Submission
from madoguchi.engines.procedures.models.submission import opens
from madoguchi.engines.procedures.rules.lookups import WINDOW, Failures, Scope, choose_wait
from madoguchi.engines.procedures.rules.refusals import ReceiptUnknown, TooManyTries
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import parse_receipt_number, parse_secret
from madoguchi.platform.crypto.fields import blind_index


def look_up(*, number: str, secret: str, address: str, actor: Actor, at: datetime) -> Submission:  # noqa: ARG001
    """The application that a number and its secret open.

    ``address`` is where the request comes from; it is kept as a blind index only.

    Raises:
        ReceiptNumberUnreadable, SecretUnreadable: they do not have the shape.
        ReceiptUnknown: they do not belong together, or there is no such number.
        TooManyTries: after too many wrong tries.
    """
    number, secret = parse_receipt_number(number), parse_secret(secret)
    keys = _keys(number, address)
    failures = _failures(keys, at)
    row = Submission.objects.filter(receipt_number=number).select_related("revision").first()
    right = opens(number, secret, row.verifier if row else None)
    wait = choose_wait(failures, at, right=right)
    if wait is not None:
        raise TooManyTries(wait)
    if row is None or not right:
        _count(keys, at)
        raise ReceiptUnknown
    return row


def _keys(number: str, address: str) -> dict[bytes, Scope]:
    purpose = "procedures.lookup"
    return {
        blind_index(purpose, f"pair:{address}:{number}"): "pair",
        blind_index(purpose, f"number:{number}"): "number",
        blind_index(purpose, f"address:{address}"): "address",
    }


def _failures(keys: dict[bytes, Scope], at: datetime) -> list[Failures]:
    rows = FailedLookup.objects.filter(key__in=list(keys), window_at__gt=at - WINDOW)
    return [Failures(keys[bytes(row.key)], row.count, row.window_at) for row in rows]


def _count(keys: dict[bytes, Scope], at: datetime) -> None:
    """One more failure for each scope; a window that is over begins anew."""
    with transaction.atomic():
        FailedLookup.objects.filter(key__in=list(keys), window_at__lte=at - WINDOW).delete()
        FailedLookup.objects.bulk_create(
            [FailedLookup(key=key, window_at=at, count=0) for key in keys], ignore_conflicts=True
        )
        FailedLookup.objects.filter(key__in=list(keys)).update(count=F("count") + 1)
