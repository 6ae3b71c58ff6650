# SPDX-License-Identifier: Apache-2.0
"""Run the twin of GビズID for a demo or tests, as a process of its own."""

import argparse
import sys
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from madoguchi.connectors.oidc_gbizid.twin.application import GbizTwin

LOCAL = "127.0.0.1"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is written down: addresses here carry codes."""


def make(twin: GbizTwin, port: int) -> WSGIServer:
    """A server that listens; ``serve_forever`` answers."""
    return make_server(LOCAL, port, twin, server_class=_Server, handler_class=_Quiet)


def main() -> int:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="oidc_gbizid.twin", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--client-secret", required=True)
    parser.add_argument("--redirect-uri", action="append", required=True)
    options = parser.parse_args()
    twin = GbizTwin(
        f"http://{LOCAL}:{options.port}",
        options.client_id,
        options.client_secret,
        tuple(options.redirect_uri),
    )
    with make(twin, options.port) as server:
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
