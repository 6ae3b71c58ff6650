# SPDX-License-Identifier: Apache-2.0
"""Take in a report of the gateway: once, and only as a reason to ask."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.events import GatewayReported
from madoguchi.engines.payments.models import UNFINISHED, Attempt, GatewayEvent
from madoguchi.engines.payments.ports import gateway
from madoguchi.engines.payments.rules.attempt_refusals import NoGateway, NotSignedByGateway
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id


def note_event(
    *,
    body: bytes,
    signature: str,
    actor: Actor,  # noqa: ARG001 - every command takes both
    at: datetime,
) -> UUID | None:
    """Write the report down; the id of the attempt to settle, None where there is nothing to do.

    Raises:
        NoGateway: there is no provider. NotSignedByGateway: the seal or the time does not hold.
    """
    port = gateway()
    if port is None:
        raise NoGateway
    told = port.read_event(body, signature)
    if told is None:
        raise NotSignedByGateway
    return _note(told["id"], told["kind"], told["reference"], provider=port.name, at=at)


@in_one_go
def _note(event: str, kind: str, reference: str, *, provider: str, at: datetime) -> UUID | None:
    if GatewayEvent.objects.filter(provider=provider, event_id=event).exists():
        return None
    found = _find(reference)
    GatewayEvent(
        id=new_id(), provider=provider, event_id=event, kind=kind[:40], gateway_ref=reference,
        received_at=at, acted_at=at if found else None,
    ).save(force_insert=True)  # fmt: skip
    if found is None:
        return None
    # Who looks first does it, who comes later finds it done.
    Attempt.objects.filter(id=found, state__in=UNFINISHED).update(next_try_at=at)
    announce(GatewayReported(attempt_id=found, at=at))
    return found


def _find(reference: str) -> UUID | None:
    try:
        wanted = UUID(reference)
    except ValueError:
        return None
    return Attempt.objects.filter(id=wanted).values_list("id", flat=True).first()
