# SPDX-License-Identifier: Apache-2.0
"""Run the jobs of one zone until told to stop."""

import argparse
import signal
import threading

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    parser.add_argument(
        "--messages", action="store_true", help="send messages too (portal; a small city)"
    )
    parser.add_argument("--once", action="store_true", help="run what is due, then stop")


def run(options: argparse.Namespace) -> int:
    """Take jobs, run them, and finish the one at hand when told to stop."""
    import django

    django.setup()
    from madoguchi.platform.jobs.worker import run_worker

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.messages:
        _send_messages(stop)
    run_worker(stop, once=options.once)
    return 0


def _send_messages(stop: threading.Event) -> None:
    """The dispatcher beside the jobs, in threads of this process."""
    from madoguchi.engines.messaging.api import run_dispatcher

    threading.Thread(target=run_dispatcher, args=(stop,)).start()
