# SPDX-License-Identifier: Apache-2.0
"""May actions go on while nobody proves the log? Not for ever: it fails closed.

Asked before every leaf; a look at the database only every few seconds, so that it costs nothing.
Measured on the machine's own clock: an action dated in the past or the future changes nothing.
"""

import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.checkpoint import read_state
from madoguchi.platform.audit.models import Leaf, Tree

LOOK_EVERY = 5.0
ALWAYS_OPEN = ("identity.", "audit.", "zones.")
"""Signing in, and what an operator needs to set things right, is never closed."""


class AuditClosed(Refusal):
    """The log has waited too long for a checkpoint: nothing that must be proven is done."""

    code = "audit.closed"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            text(
                "ただいま、操作の記録(監査ログ)を確かめられないため、この操作を止めています。",
                "This cannot be done now, because the audit log cannot be confirmed at the moment.",
                "いま、記録を たしかめることが できません。この ボタンは つかえません。",
            ),
            next_step=text(
                "入力した内容はそのまま残っています。しばらく待って、もう一度お試しください。"
                "急ぐときは、市役所の窓口か電話へお願いします。",
                "What you typed is kept. Please wait and try again, or come to the counter or "
                "telephone the city hall if it is urgent.",
                "書いたものは のこっています。すこし まって、もういちど おしてください。"
                "いそぐときは 市役所に 電話してください。",
            ),
        )


class _Kept(threading.local):
    looked_at: float = 0.0
    closed: bool = False


_kept = _Kept()


def check_open(entries: Iterable[tuple[str, Actor]]) -> None:
    """Refuse actions of people while the log is closed; raises AuditClosed."""
    if time.monotonic() - _kept.looked_at > LOOK_EVERY:
        _kept.closed = is_closed(datetime.fromtimestamp(time.time(), tz=UTC))
        _kept.looked_at = time.monotonic()
    if _kept.closed and any(
        actor.kind != "system" and not action.startswith(ALWAYS_OPEN) for action, actor in entries
    ):
        _kept.looked_at = 0.0  # look again at the next action: it may be over
        raise AuditClosed


def look_again() -> None:
    """Forget what was seen, in this thread."""
    _kept.looked_at = 0.0


def is_closed(at: datetime) -> bool:
    """Whether leaves wait and the log was last proven longer ago than the setting allows."""
    longest = float(getattr(settings, "AUDIT_CLOSE_AFTER", 0))
    if longest <= 0:
        return False
    tree = Tree.objects.filter(pk=1).first()
    since = tree.proven_at if tree else None
    since = since or _first_sign()
    if since is None or at - since <= timedelta(seconds=longest):
        return False
    return not read_state().is_proven


def _first_sign() -> datetime | None:
    """When the log began, where it was never yet proven: the making of its first leaf."""
    made = Leaf.objects.order_by("id").values_list("id", flat=True).first()
    if made is None:
        return None
    return datetime.fromtimestamp((made.int >> 80) / 1000, tz=UTC)
