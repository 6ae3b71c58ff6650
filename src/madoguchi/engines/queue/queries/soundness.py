# SPDX-License-Identifier: Apache-2.0
"""Does the counter queue hang together? What a drill asks of a restored portal."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q

from madoguchi.engines.queue.models import ATDESK, LineDay, Ticket


def count_tickets() -> int:
    """How many tickets there are."""
    return Ticket.objects.count()


def list_number_gaps() -> Iterator[str]:
    """Days of a line whose numbers are not 1, 2, 3 … up to the last one given."""
    days = LineDay.objects.annotate(given=Count("tickets__number"), top=Max("tickets__number"))
    for key, day, last, most, given, top in days.values_list(
        "line__key", "day", "last_number", "most", "given", "top"
    ).iterator():
        if not last == given == (top or 0) or last > most:
            yield f"{key} {day}: last number {last} of {most}, {given} tickets up to {top or 0}"


def list_crowded_desks() -> Iterator[str]:
    """Desks at which more than one person is."""
    rows = Ticket.objects.filter(state__in=ATDESK).order_by().values("desk__key")
    for key, count in rows.annotate(n=Count("id")).values_list("desk__key", "n"):
        if count > 1:
            yield f"{key}: {count} tickets"


def list_loose_transfers() -> Iterator[str]:
    """Tickets that were sent on to nowhere, or came from one that was not sent on."""
    sent = Ticket.objects.filter(state="transferred", went_to__isnull=True)
    for label in sent.values_list("label", flat=True).iterator():
        yield f"{label}: was sent on, and waits nowhere"
    came = Ticket.objects.filter(came_from__isnull=False)
    wrong = came.filter(~Q(came_from__state="transferred") | ~Q(came_from__label=F("label")))
    for label in wrong.values_list("label", flat=True).iterator():
        yield f"{label}: came from a ticket that was not sent on"


def list_named_past() -> Iterator[str]:
    """Tickets of closed days that still tell whose they were."""
    named = Ticket.objects.filter(line_day__closed_at__isnull=False).exclude(person_ref="")
    for label, day in named.values_list("label", "line_day__day").iterator():
        yield f"{label} of {day}: still names an account"
