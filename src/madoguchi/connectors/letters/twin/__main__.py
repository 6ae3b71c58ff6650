# SPDX-License-Identifier: Apache-2.0
"""How does the count of letters run as a program?

python -m madoguchi.connectors.letters.twin --port 8275 --folder …/portal/letters
"""

import argparse
from pathlib import Path

from madoguchi.connectors.arrivals.running import HttpServer, run_for_ever
from madoguchi.connectors.letters.twin.server import make_app


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="a printer for trying")
    parser.add_argument("--port", type=int, default=8275)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    run_for_ever(HttpServer(make_app(asked.folder), asked.port))


if __name__ == "__main__":
    main()
