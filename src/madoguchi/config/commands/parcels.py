# SPDX-License-Identifier: Apache-2.0
"""Carry parcels between the zones: over the network, or on a medium."""

import argparse
import logging
import signal
import threading
from pathlib import Path

from madoguchi.config.cli import add_zone

log = logging.getLogger("madoguchi.parcels")
LONGEST_PAUSE = 60.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    pull = actions.add_parser("pull", help="fetch what waits outside and give what waits here")
    pull.add_argument("--every", type=float, help="repeat each so many seconds until stopped")
    pull.add_argument("--from", dest="url", help="the portal's address (MADOGUCHI_PORTAL_URL)")
    for name, help_text in (
        ("export", "write what waits to a folder on a medium"),
        ("import", "take what lies in a folder on a medium"),
    ):
        action = actions.add_parser(name, help=help_text)
        action.add_argument("folder", type=Path)


def run(options: argparse.Namespace) -> int:
    """Cross once, or again and again."""
    import django

    django.setup()
    from madoguchi.kernel.clock import now
    from madoguchi.platform.zones.api import export_parcels, import_parcels

    if options.action == "pull":
        return pull_parcels(options)
    carry = export_parcels if options.action == "export" else import_parcels
    print(carry(options.folder, at=now()))
    return 0


def pull_parcels(options: argparse.Namespace) -> int:
    """Pull; with ``--every`` until told to stop, pausing longer while the portal is away."""
    from django.conf import settings
    from django.db import close_old_connections

    from madoguchi.kernel.clock import now
    from madoguchi.platform.zones.api import PeerRefuses, PeerUnreachable, ZoneClient, pull

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    pause = options.every or 0.0
    with ZoneClient(options.url or settings.PORTAL_URL) as client:
        while True:
            try:
                report = pull(client, now())
                pause = options.every or 0.0
                if not report.is_idle or not options.every:
                    print(report, flush=True)
            except (PeerUnreachable, PeerRefuses) as problem:
                log.warning("the portal was not reached: %s", problem)
                if not options.every:
                    return 1
                pause = min(LONGEST_PAUSE, max(options.every, pause * 2))
            if not options.every or stop.wait(pause):
                return 0
            close_old_connections()
