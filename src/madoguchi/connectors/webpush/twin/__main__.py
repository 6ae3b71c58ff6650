# SPDX-License-Identifier: Apache-2.0
"""python -m madoguchi.connectors.webpush.twin --port 8271"""

import argparse

from madoguchi.connectors.arrivals.running import HttpServer, run_for_ever
from madoguchi.connectors.webpush.twin.browsers import Browsers
from madoguchi.connectors.webpush.twin.server import make_app


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="a push service for trying")
    parser.add_argument("--port", type=int, default=8271)
    run_for_ever(HttpServer(make_app(Browsers()), parser.parse_args().port))


if __name__ == "__main__":
    main()
