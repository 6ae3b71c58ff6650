# SPDX-License-Identifier: Apache-2.0
"""A month of 200,000 reported payments is taken in: how fast, how many match, is all explained?

``figures("sqlite")`` or ``figures("postgresql")`` prepares a portal zone of its own, seeds its dues
and slips (not measured), and takes the month's files in. Alone: ``python -m
benchmarks.payments.reconcile``; ``LINES=`` sets another size.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figures import print_json
from benchmarks.town import PORTS, databases, in_zone
from madoguchi.config.demo.processes import Zone

LINES = 200_000
INSIDE = "benchmarks.payments.reconcile_inside"


def figures(database: str) -> dict[str, Any]:
    """``reconciled_lines``, ``reconcile_s``, ``matched_ratio``, ``unexplained`` (must be 0), ``reconcile_peak_mb``.

    ``database`` is ``"sqlite"`` or ``"postgresql"``.
    """
    home = Path(tempfile.mkdtemp(prefix="madoguchi-reconcile-"))
    lines = os.environ.get("LINES", str(LINES))
    try:
        with databases(database) as addresses:
            zone = Zone("portal", home / "portal", PORTS["portal"], PORTS["portal"])
            zone.extra["MADOGUCHI_DEMO"] = "0"
            if address := addresses.get("portal"):
                zone.extra["DATABASE_URL"] = address
            zone.call("prepare", "--zone", "portal", "--quiet")
            printed = in_zone(zone, INSIDE, lines)
            found: dict[str, Any] = json.loads(printed.splitlines()[-1])
            return found
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    print_json({kind: figures(kind) for kind in ("sqlite", "postgresql")})
