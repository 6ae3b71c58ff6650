# SPDX-License-Identifier: Apache-2.0
"""Who may open which address, and has that changed without anyone saying so?"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.architecture.checks.offer import SNAPSHOT

ZONES = ("portal", "office")
_LISTING = Path(__file__).resolve().parents[1] / "list_endpoints.py"


def found_in(
    root: Path, zone: str, settings: str = "madoguchi.config.settings"
) -> dict[str, dict[str, str | None]]:
    """Address → view and policy, from the running URL configuration of a zone.

    Each zone is asked in a process of its own, because one process has one set of settings.
    """
    with tempfile.TemporaryDirectory(prefix="madoguchi-endpoints-") as home:
        done = subprocess.run(
            [sys.executable, str(_LISTING)],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": settings,
                "MADOGUCHI_ZONE": zone,
                "MADOGUCHI_HOME": home,
                "MADOGUCHI_TESTING": "1",
                "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
            },
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the addresses of {zone} cannot be listed:\n{done.stderr[-3000:]}")
    return dict(json.loads(done.stdout))


def without_policy(found: Mapping[str, Mapping[str, str | None]]) -> list[str]:
    """Addresses whose view does not say who may open it."""
    return [
        f"{address}: {view['view']} has no policy (@open_to_all, @signed_in or @staff_may)"
        for address, view in found.items()
        if not view["policy"]
    ]


def changed(
    found: Mapping[str, Mapping[str, str | None]], noted: Mapping[str, str], zone: str
) -> list[str]:
    """Differences between the running addresses and the snapshot."""
    problems = []
    for address in sorted({*found, *noted}):
        now, then = found.get(address, {}).get("policy"), noted.get(address)
        if address not in found:
            problems.append(f"{zone} {address}: is gone; it was open to {then!r}")
        elif address not in noted:
            problems.append(f"{zone} {address}: is new, open to {now!r}")
        elif now != then:
            problems.append(f"{zone} {address}: was open to {then!r}, is open to {now!r}")
    if problems:
        problems.append(f"if this is meant: make endpoints, and read the diff of {SNAPSHOT}")
    return problems


def snapshot(zones: Mapping[str, Mapping[str, Mapping[str, str | None]]]) -> str:
    """The text of ``endpoints.toml``."""
    lines = [
        "# SPDX-License-Identifier: Apache-2.0",
        "# Who may open which address. Written by `make endpoints`; read its diff with care.",
    ]
    for zone, found in zones.items():
        lines += ["", f"[{zone}]"]
        lines += [
            f"{json.dumps(address, ensure_ascii=False)} = "
            f"{json.dumps(view['policy'] or '', ensure_ascii=False)}"
            for address, view in sorted(found.items())
        ]
    return "\n".join(lines) + "\n"
