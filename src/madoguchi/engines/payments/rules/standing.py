# SPDX-License-Identifier: Apache-2.0
"""How does a due stand, and to which accounts does money go?"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

Account = TypeVar("Account")
Standing = Literal["open", "partly_paid", "paid", "overpaid", "withdrawn", "written_off"]


def decide_state(
    due_yen: int, paid_yen: int, *, is_withdrawn: bool = False, is_written_off: bool = False
) -> Standing:
    """The state that owed and paid yen add up to; nothing owed and nothing paid is ``paid``."""
    if paid_yen > due_yen:
        return "overpaid"
    if is_withdrawn:
        return "withdrawn"
    if is_written_off:
        return "written_off"
    if paid_yen == due_yen:
        return "paid"
    return "partly_paid" if paid_yen else "open"


def allocate(yen: int, owed: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Spread a payment over (account, yen still owed) in their order.

    What is left goes to the first account, which is then paid too much. Their sum is ``yen``.
    """
    shares: dict[str, int] = {}
    rest = yen
    for account, open_yen in owed:
        share = min(rest, max(0, open_yen))
        if share:
            shares[account] = shares.get(account, 0) + share
            rest -= share
    if rest:
        first = owed[0][0]
        shares[first] = shares.get(first, 0) + rest
    return list(shares.items())


def allocate_ids(yen: int, owed: Mapping[Account, int]) -> list[tuple[Account, int]]:
    """The same for accounts by any key, quick where one account is owed exactly that."""
    if len(owed) == 1:
        return [(next(iter(owed)), yen)]
    keys = {str(one): one for one in owed}
    shares = allocate(yen, [(str(one), left) for one, left in owed.items()])
    return [(keys[one], share) for one, share in shares]
