# SPDX-License-Identifier: Apache-2.0
"""Let many do something at the same instant, each over a real connection of its own."""

import threading
from collections.abc import Callable, Iterable
from typing import Any


def race(*jobs: Callable[[], Any]) -> list[Any]:
    """Run each job in its own thread and connection, all from one line; results or exceptions."""
    from django.db import connections

    from madoguchi.kernel import clock

    line, moment = threading.Barrier(len(jobs)), clock.now()
    results: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        with clock.frozen(moment):
            line.wait()
            try:
                results[place] = job()
            except Exception as problem:  # noqa: BLE001 - what was refused is the result
                results[place] = problem
        connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def winners_of(results: Iterable[Any]) -> list[Any]:
    """What was done; whoever lost must have been refused, not broken."""
    from madoguchi.kernel.refusal import Refusal

    found = list(results)
    losers = [one for one in found if isinstance(one, Exception)]
    assert all(isinstance(one, Refusal) for one in losers), losers
    return [one for one in found if not isinstance(one, Exception)]
