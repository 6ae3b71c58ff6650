# SPDX-License-Identifier: Apache-2.0
"""Run the twin of the revocation service for a demo or tests, as a process of its own."""

import argparse
import sys
from pathlib import Path

from madoguchi.connectors.jpki_certificates.twin.folder import ensure_authority
from madoguchi.connectors.jpki_certificates.twin.responder import make
from madoguchi.kernel.clock import now


def main() -> int:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="jpki_certificates.twin", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--authority", type=Path, required=True, help="folder of the test authority"
    )
    options = parser.parse_args()
    ensure_authority(options.authority, at=now())
    with make(options.authority, options.port) as server:
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
