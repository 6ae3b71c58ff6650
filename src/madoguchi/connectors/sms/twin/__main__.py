# SPDX-License-Identifier: Apache-2.0
"""python -m madoguchi.connectors.sms.twin --port 8274 --token …"""

import argparse

from madoguchi.connectors.arrivals.running import HttpServer, run_for_ever
from madoguchi.connectors.sms.twin.server import Exchange, make_app


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="a provider of short messages for trying")
    parser.add_argument("--port", type=int, default=8274)
    parser.add_argument("--token", required=True)
    parser.add_argument("--receipts", default="", help="where receipts are sent")
    parser.add_argument("--secret", default="")
    asked = parser.parse_args()
    exchange = Exchange(asked.token, asked.receipts, asked.secret)
    run_for_ever(HttpServer(make_app(exchange), asked.port))


if __name__ == "__main__":
    main()
