# SPDX-License-Identifier: Apache-2.0
"""Run the twin of デジタル認証アプリ for a demo or tests, as a process of its own."""

import argparse
import json
import sys
from pathlib import Path

from joserfc.jwk import KeySet

from madoguchi.connectors.oidc_jpki.twin.application import Twin
from madoguchi.connectors.oidc_jpki.twin.serve import LOCAL, make
from madoguchi.connectors.oidc_jpki.twin.signing import card_signer
from madoguchi.connectors.oidc_jpki.twin.state import Memory, Registered


def main() -> int:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="oidc_jpki.twin", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--client-keys", type=Path, required=True, help="public JWKS of the client")
    parser.add_argument("--redirect-uri", action="append", required=True)
    parser.add_argument("--authority", type=Path, help="folder of the test authority; signs cards")
    options = parser.parse_args()
    keys = KeySet.import_key_set(json.loads(options.client_keys.read_text(encoding="ascii")))
    client = Registered(options.client_id, tuple(options.redirect_uri), keys)
    memory = Memory(f"http://{LOCAL}:{options.port}", client)
    memory.sign = card_signer(options.authority) if options.authority else None
    with make(Twin(memory), options.port) as server:
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
