# SPDX-License-Identifier: Apache-2.0
"""python -m madoguchi.connectors.line.twin --port 8270 --token … --secret … --webhook http://…"""

import argparse

from madoguchi.connectors.arrivals.running import HttpServer, run_for_ever
from madoguchi.connectors.line.twin.platform import Platform
from madoguchi.connectors.line.twin.server import make_app


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="a LINE platform for trying")
    parser.add_argument("--port", type=int, default=8270)
    parser.add_argument("--token", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--webhook", default="")
    asked = parser.parse_args()
    platform = Platform(asked.token, asked.secret, asked.webhook)
    run_for_ever(HttpServer(make_app(platform), asked.port))


if __name__ == "__main__":
    main()
