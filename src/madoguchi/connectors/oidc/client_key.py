# SPDX-License-Identifier: Apache-2.0
"""Which key signs for the city? A P-256 key in a file that only the portal's owner may read."""

import json
import os
from pathlib import Path

from joserfc.jwk import ECKey


def ensure_client_key(path: Path) -> ECKey:
    """The key of the file; made once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = ECKey.generate_key("P-256", auto_kid=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(key.as_dict(private=True), file)
    return read_client_key(path)


def read_client_key(path: Path) -> ECKey:
    """The key of a file that exists."""
    return ECKey.import_key(json.loads(path.read_text(encoding="ascii")))
