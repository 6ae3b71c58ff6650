# SPDX-License-Identifier: Apache-2.0
"""Send what people are to be told, until told to stop; alarms in a process of their own."""

import argparse
import os
import signal
import subprocess
import sys
import threading

LOOK_EVERY_S = 1.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--once", action="store_true", help="send what is due, then stop")
    parser.add_argument("--alarms", action="store_true", help="alarms only (started by itself)")
    parser.add_argument(
        "--zone", choices=("portal",), default="portal", help="always the portal; may be left out"
    )


def run(options: argparse.Namespace) -> int:
    """Send; the process for alarms is started, watched and ended with this one."""
    import django

    django.setup()
    from madoguchi.engines.messaging.jobs import run_dispatcher

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.alarms:
        watch = threading.Thread(target=_end_with_parent, args=(stop, os.getppid()), daemon=True)
        watch.start()
        run_dispatcher(stop, lanes=(0,))
    elif options.once:
        run_dispatcher(stop, once=True)
    else:
        threading.Thread(target=_keep_alarms, args=(stop,)).start()
        run_dispatcher(stop)
    return 0


def _keep_alarms(stop: threading.Event) -> None:
    """A process for alarms stands ready as long as this one does."""
    words = [sys.executable, "-m", "madoguchi.config.cli", "messages", "--alarms"]
    while not stop.is_set():
        process = subprocess.Popen(words)
        while process.poll() is None and not stop.wait(LOOK_EVERY_S):
            pass
        if process.poll() is None:
            process.terminate()
            process.wait(90)
        stop.wait(LOOK_EVERY_S)


def _end_with_parent(stop: threading.Event, parent: int) -> None:
    """Whoever was started by a process that is gone is started anew by the next one."""
    while not stop.wait(LOOK_EVERY_S):
        if os.getppid() != parent:
            stop.set()
