# SPDX-License-Identifier: Apache-2.0
"""Who may open which address now? Writes the snapshot that the tests compare with."""

import sys
from pathlib import Path

from tests.architecture.checks import endpoints
from tests.architecture.checks.offer import SNAPSHOT

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Write ``tests/architecture/endpoints.toml`` from the running addresses of each zone."""
    zones = {zone: endpoints.found_in(ROOT, zone) for zone in endpoints.ZONES}
    (ROOT / SNAPSHOT).write_text(endpoints.snapshot(zones), encoding="utf-8")
    problems = [problem for found in zones.values() for problem in endpoints.without_policy(found)]
    print("\n".join([*problems, f"wrote {SNAPSHOT}"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
