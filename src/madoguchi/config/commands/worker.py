# SPDX-License-Identifier: Apache-2.0
"""Run the jobs of one zone until told to stop."""

import argparse
import signal
import threading

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    parser.add_argument("--once", action="store_true", help="run what is due, then stop")


def run(options: argparse.Namespace) -> int:
    """Take jobs, run them, and finish the one at hand when told to stop."""
    import django

    django.setup()
    from madoguchi.platform.jobs.worker import run_worker

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_worker(stop, once=options.once)
    return 0
