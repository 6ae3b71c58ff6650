# SPDX-License-Identifier: Apache-2.0
"""How is the twin served? By the standard library, on this machine only."""

from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from madoguchi.connectors.oidc_jpki.twin.application import Twin

LOCAL = "127.0.0.1"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is written down: addresses here carry codes."""


def make(twin: Twin, port: int) -> WSGIServer:
    """A server that listens; ``serve_forever`` answers."""
    return make_server(LOCAL, port, twin, server_class=_Server, handler_class=_Quiet)
