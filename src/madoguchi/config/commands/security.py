# SPDX-License-Identifier: Apache-2.0
"""How does the product stand to ASVS, and what did browsers block in this zone?"""

import argparse
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from madoguchi.config.cli import ZONES, add_zone

ASVS = Path(__file__).resolve().parents[4] / "docs" / "security" / "asvs.yaml"
ANSWERS = {
    "tests": "proven by tests",
    "setting": "by a setting or by construction",
    "document": "by a document",
    "not_applicable": "not applicable",
    "open": "open",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    report = actions.add_parser("report", help="how many of the 253 requirements of ASVS are met")
    report.add_argument("--open", action="store_true", dest="only_open", help="name what is open")
    blocked = actions.add_parser("blocked", help="what browsers blocked (CSP reports), by day")
    add_zone(blocked, zones=ZONES)
    blocked.add_argument("--days", type=int, default=30, help="how far back (default 30)")


def run(options: argparse.Namespace) -> int:
    """Print the report or the counts."""
    if options.action == "report":
        print("\n".join(describe(read(ASVS), only_open=options.only_open)))
        return 0
    import django

    django.setup()
    from madoguchi.kernel.clock import now, today
    from madoguchi.platform.guard.api import list_blocked

    rows = list_blocked(since=today(now()) - timedelta(days=options.days))
    for row in rows:
        print(f"{row.on}  {row.directive:<18} {row.source:<8} {row.count:>7}")
    print(f"{sum(row.count for row in rows)} blocked in {options.days} days")
    return 0


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The requirements and how each is answered."""
    import yaml

    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def describe(rows: dict[str, dict[str, Any]], *, only_open: bool) -> list[str]:
    """Lines for the operator; the last is ``n/253``."""
    answer = {name: next(a for a in ANSWERS if row.get(a)) for name, row in rows.items()}
    count = Counter(answer.values())
    lines = [f"{words:<32} {count[key]:>4}" for key, words in ANSWERS.items()]
    if only_open:
        lines = [
            f"{name:<9} {row['about']}: {row['open']}"
            for name, row in rows.items()
            if answer[name] == "open"
        ]
    met = len(rows) - count["open"]
    return [*lines, f"ASVS 5.0.0 level 2: {met}/{len(rows)}, by tests {count['tests']}"]
