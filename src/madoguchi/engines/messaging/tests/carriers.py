# SPDX-License-Identifier: Apache-2.0
"""Providers for the tests: they note what they carry and fail as they are told."""

from madoguchi.engines.messaging import ports
from madoguchi.engines.messaging.ports import Sent


class Carrier:
    """Takes everything, unless ``says`` has another outcome for an address."""

    def __init__(self, channel="email", key="", batch=100, same_text=False, per_second=None):
        self.key, self.channel = key or channel, channel
        self.batch, self.same_text, self.per_second = batch, same_text, per_second
        self.calls, self.says, self.breaks = [], {}, 0

    def send(self, batch, *, retry_key):
        self.calls.append((retry_key, [one.delivery_id for one in batch], list(batch)))
        if self.breaks:
            self.breaks -= 1
            raise TimeoutError("no answer")
        return [
            Sent(one.delivery_id, self.says.get(one.address, "accepted"), reference=one.address[:8])
            for one in batch
        ]

    def check(self):
        pass

    @property
    def carried(self):
        return [one for _, _, batch in self.calls for one in batch]


def use(*carriers):
    ports._providers.clear()
    for one in carriers:
        ports.use_provider(one)
    return carriers


def go(*, times=1):
    """Everything that waits, by the loop's own steps without its threads."""
    import threading

    from madoguchi.engines.messaging import jobs
    from madoguchi.kernel.clock import now

    board = jobs.Board(stop=threading.Event(), owner="test:0:0")
    board.stop.set()
    jobs._begin(board)
    for _ in range(times):
        while (notice := jobs.find_to_resolve(at=now())) is not None:
            jobs.resolve_slice(notice_id=notice.id, actor=jobs.SYSTEM, at=now())
        channels = sorted({one.channel for one in ports.providers()})
        while waiting := jobs.list_waiting(channels, at=now()):
            before = set(waiting)
            board.show(waiting)
            for _, channel in sorted(before):
                jobs._send_over(board, channel, jobs.ALL_LANES)
            if jobs.list_waiting(channels, at=now()) == before and not board.waiting:
                break
