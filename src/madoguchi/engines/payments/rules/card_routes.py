# SPDX-License-Identifier: Apache-2.0
"""Ways that everybody has: card, code payment and the counter."""

from datetime import datetime

from madoguchi.engines.payments.ports import gateway
from madoguchi.engines.payments.rules.routes import Payable, Route, register_route
from madoguchi.kernel.texts import TextValue, text

OPEN = frozenset({"open", "partly_paid"})
DONE = text("納める額がありません。", "There is nothing to pay.", "はらう お金は ありません。")
NO_PROVIDER = text("いまは使えません。", "It cannot be used now.", "いまは つかえません。")


def may_online(due: Payable, at: datetime) -> TextValue | None:  # noqa: ARG001 - one shape for all
    """Whether a provider is there and something is owed."""
    if due.state not in OPEN or due.balance_yen <= 0:
        return DONE
    return None if gateway() is not None else NO_PROVIDER


def register_card_routes() -> None:
    """Offer card and code payment; their forms stand on the page of the due itself."""
    for rank, key in enumerate(("card", "code")):
        register_route(
            Route(
                key=key,
                name=f"payments.route.{key}",
                about=f"payments.route.{key}_about",
                url_name="payments:begin",
                may=may_online,
                icon="key",
                rank=10 + rank,
            )
        )
