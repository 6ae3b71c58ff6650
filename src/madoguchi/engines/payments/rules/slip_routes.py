# SPDX-License-Identifier: Apache-2.0
"""The way of paper: a slip to print, for stores, banks and Pay-easy."""

from datetime import datetime

from madoguchi.engines.payments.rules.card_routes import DONE, OPEN
from madoguchi.engines.payments.rules.routes import Payable, Route, register_route
from madoguchi.kernel.texts import TextValue


def may_slip(due: Payable, at: datetime) -> TextValue | None:  # noqa: ARG001 - one shape for all
    """Whether something is owed."""
    return None if due.state in OPEN and due.balance_yen > 0 else DONE


def register_slip_routes() -> None:
    """Offer the slip."""
    register_route(
        Route(
            key="slip",
            name="payments.route.slip",
            about="payments.route.slip_about",
            url_name="payments:slip",
            may=may_slip,
            icon="print",
            rank=30,
        )
    )
