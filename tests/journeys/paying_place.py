# SPDX-License-Identifier: Apache-2.0
"""Dues to pay in a served city, and a practice provider beside it.

``python -m tests.journeys.paying_place <home>`` loads the accounts and lets the residents owe.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.town import Town, free_ports


@contextmanager
def paying(town: Town) -> Iterator[str]:
    """The portal with a provider and dues; afterwards it is served as before."""
    from madoguchi.config.demo.gateway_twin import gateway_environment, start_gateway_twin
    from madoguchi.config.demo.processes import stop_all

    port = free_ports(1)[0]
    more = gateway_environment(port)
    town.portal.extra |= more
    twin = start_gateway_twin(town.portal, port, log=town.logs / "gateway.log")
    try:
        town.stop("portal")
        _owe(town)
        town.start("portal")
        yield f"http://127.0.0.1:{port}"
    finally:
        stop_all([twin])
        for key in more:
            del town.portal.extra[key]
        town.stop("portal")
        town.start("portal")


def _owe(town: Town) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.paying_place", str(town.home)],
        env=town.portal.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def main(home: str) -> None:
    """Load the pack and seed the dues of the demonstration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    import django

    django.setup()
    from madoguchi.config.commands.publish import publish_payments
    from madoguchi.config.demo.seed_payments import seed_payments
    from madoguchi.kernel.clock import now

    publish_payments()
    seed_payments(Path(home), at=now())


if __name__ == "__main__":
    main(sys.argv[1])
