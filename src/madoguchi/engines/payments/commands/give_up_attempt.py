# SPDX-License-Identifier: Apache-2.0
"""Give up an attempt that is not finished, so that another can be begun (取りやめ)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.payments.commands.settle_attempt import settle_attempt
from madoguchi.engines.payments.models import Attempt
from madoguchi.engines.payments.ports import GatewayAway, GatewayRefused, gateway
from madoguchi.kernel.actors import Actor


def give_up_attempt(*, attempt_id: UUID, actor: Actor, at: datetime) -> Attempt:
    """Cancel at the gateway what was not authorised yet, then take over how it stands there.

    Who has paid meanwhile has paid: the answer of the gateway counts, not the wish.
    """
    port = gateway()
    attempt = Attempt.objects.get(id=attempt_id)
    if port is not None and attempt.state in {"redirected", "unknown"}:
        try:
            found = port.find(reference=str(attempt.id))
            if found is not None and found.state == "created":
                port.cancel(reference=str(attempt.id))
        except (GatewayAway, GatewayRefused):
            return attempt
    return settle_attempt(attempt_id=attempt_id, actor=actor, at=at)
