# SPDX-License-Identifier: Apache-2.0
"""Serve one zone over HTTP."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from madoguchi.config.cli import add_zone
from madoguchi.config.forgetting import leave_no_core, overwriting
from madoguchi.config.settings.environment import read_flag
from madoguchi.config.settings.transport import is_here

THREADS = 8
"""Two are computed at a time (``config/turns.py``); the others may wait for slow senders."""
IN_THE_CLEAR = (
    "Other hosts would reach this zone without TLS. Let a proxy on this host serve TLS and listen on "
    "127.0.0.1, or give --certificate and --key."
)
PORTS = {"portal": 8000, "office": 8001, "core": 8002}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, help="default: 8000 portal, 8001 office, 8002 core")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--certificate", help="PEM file: serve TLS itself (with --key)")
    parser.add_argument("--key", help="the private key of the certificate (PKCS#8)")
    parser.add_argument("--access-log", action="store_true", help="log each request's line")


def run(options: argparse.Namespace) -> int:
    """Replace this process by the web server."""
    port = options.port or PORTS[options.zone]
    tls = bool(options.certificate and options.key)
    if not (tls or is_here(options.host) or read_flag("MADOGUCHI_DEMO")):
        print(IN_THE_CLEAR, file=sys.stderr)
        return 2
    words = server_words(host=options.host, port=port, workers=options.workers)
    if tls:
        words[-1:-1] = ["--ssl-certificate", options.certificate, "--ssl-keyfile", options.key]
    if options.access_log:
        words.append("--access-log")
    environment = dict(os.environ)
    if options.zone == "portal":
        leave_no_core()
        environment = overwriting(environment)
    return _become(words, environment)


def _become(words: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    os.execve(sys.executable, list(words), environment)  # noqa: S606 - our own interpreter, no shell


def server_words(*, host: str, port: int, workers: int) -> list[str]:
    """The command line of the web server (granian, WSGI, requests take turns in each worker).

    Backpressure counts open connections, and a browser keeps its connection: a small number would
    lock everyone else out as soon as so many people have a page open.
    """
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(THREADS), "--backpressure", "1024", "--backlog", "1024",
        "--no-ws", "--http", "1", "--http1-header-read-timeout", "10000", "--respawn-failed-workers",
        "--log-level", "warning", "madoguchi.config.wsgi:application",
    ]  # fmt: skip
