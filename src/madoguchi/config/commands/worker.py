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
    if options.messages and not options.once:
        threading.Thread(target=_send_messages, args=(stop,)).start()
    run_worker(stop, once=options.once)
    if options.messages and options.once:
        _send_messages(stop, once=True)
    return 0


def _send_messages(stop: threading.Event, *, once: bool = False) -> None:
    """The dispatcher, beside the jobs in a thread of this process."""
    from madoguchi.engines.messaging.jobs import run_dispatcher

    run_dispatcher(stop, once=once)
