# SPDX-License-Identifier: Apache-2.0
"""Which callers are one and the same? Whoever nobody has seen is known by the telephone alone."""

from collections.abc import Mapping

from madoguchi.engines.booking.models import Patron, SearchTrace
from madoguchi.engines.booking.queries.finding import trace_of
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.rules.finding import FEWEST_DIGITS, digits_of

CALLER = "caller:"
BY_PHONE = "phone"
PHONE_LOCK = "caller-phone:"
"""What is locked while the bookings of a telephone are counted."""


def phone_of(person_ref: str, contact: Mapping[str, str]) -> str:
    """The digits by which a caller is known; empty for accounts and for whom a counter has seen."""
    if not person_ref.startswith(CALLER):
        return ""
    patron = Patron.objects.filter(party_ref=person_ref).first()
    if patron is not None and patron.proved_by != BY_PHONE:
        return ""
    known = open_patron(patron) if patron is not None else {}
    digits = digits_of(known.get("phone") or contact.get("phone", ""))
    return digits if len(digits) >= FEWEST_DIGITS else ""


def is_nameless(person_ref: str, phone: str) -> bool:
    """Whether nothing is known by which two calls of the same person could be told."""
    return (
        person_ref.startswith(CALLER)
        and not phone
        and not Patron.objects.filter(party_ref=person_ref).exists()
    )


def same_callers(phone: str) -> frozenset[str]:
    """Every caller known by this telephone alone."""
    if not phone:
        return frozenset()
    traces = [trace_of(f"phone:{phone}"), caller_trace(phone)]
    rows = SearchTrace.objects.filter(trace__in=traces, party_ref__startswith=CALLER)
    refs = set(rows.values_list("party_ref", flat=True))
    seen = Patron.objects.filter(party_ref__in=refs).exclude(proved_by=BY_PHONE)
    return frozenset(refs - set(seen.values_list("party_ref", flat=True)))


def caller_trace(phone: str) -> bytes:
    """What is kept with a booking of a caller who is not registered; nobody is found by it."""
    return trace_of(f"caller:{phone}")
