# SPDX-License-Identifier: Apache-2.0
"""Until when may a key be used? Warned of before, refused after, with the way out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.crypto.keys import StoredKey, ZoneKeys
from madoguchi.platform.crypto.peers import Peer

WARN_BEFORE = timedelta(days=30)


class KeyExpired(Refusal):
    """A key of this zone or of another is used up; nothing is sealed or signed with it."""

    code = "key_expired"
    status = 503


@dataclass(frozen=True, slots=True)
class Ending:
    """A key in use that ends soon, or has ended."""

    key: StoredKey
    not_after: datetime
    is_over: bool

    @property
    def sentence(self) -> str:
        """For an operator."""
        when = self.not_after.date().isoformat()
        verb = "ended on" if self.is_over else "ends on"
        return f"the {self.key.use} key {self.key.id} {verb} {when}: madoguchi keys rotate {self.key.use}"


def list_expiring(
    keys: ZoneKeys, *, at: datetime, within: timedelta = WARN_BEFORE
) -> tuple[Ending, ...]:
    """The keys in use (the newest of each use) that end within a time, or have ended."""
    newest = {key.use: key for key in keys.stored}
    ends = [
        (key, datetime.fromisoformat(key.not_after)) for key in newest.values() if key.not_after
    ]
    return tuple(Ending(key, end, end <= at) for key, end in ends if end <= at + within)


def check_usable(keys: ZoneKeys, peer: Peer, *, at: datetime) -> None:
    """Make sure that our signing key and the peer's sealing key may be used.

    Raises:
        KeyExpired: one may not; for whoever files, nothing that was typed is lost.
    """
    over = [ending.key.use for ending in list_expiring(keys, at=at) if ending.is_over]
    if "signing" in over or peer.is_over(peer.sealing, at):
        raise KeyExpired(
            text(
                "ただいま、お送りいただいたものを安全に封をすることができないため、受け付けを止めています。"
                "入力した内容は保存されています。",
                "We cannot seal what you send safely at the moment, so nothing is accepted now. "
                "What you typed is saved.",
                "いま 送れません。入力した ものは のこっています。",
            ),
            next_step=text(
                "時間をおいてもう一度お試しいただくか、市役所の窓口または電話でおたずねください。",
                "Please try again later, or ask at the city hall or by telephone.",
                "あとで もういちど やってください。市役所に 電話しても いいです。",
            ),
        )
