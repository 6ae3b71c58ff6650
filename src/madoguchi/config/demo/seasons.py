# SPDX-License-Identifier: Apache-2.0
"""Whatever the day, can everything in the demo be filed? The packs, with their seasons moved to it."""

import calendar
import os
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

PACKS = Path(__file__).resolve().parents[4] / "packs"


def lay_out_packs(target: Path, *, day: date) -> Path:
    """Copy the packs to ``target``; where no season of a procedure is open, one is open now.

    Seasons move by whole months, so that a demo that runs for days publishes nothing anew.
    """
    source = Path(os.environ.get("MADOGUCHI_PACKS_ROOT") or PACKS)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    for path in sorted(target.glob("*/services/*/procedure.yaml")):
        definition = yaml.safe_load(path.read_text(encoding="utf-8"))
        seasons = definition.get("seasons")
        if seasons and not any(one["opens_on"] <= day <= one["closes_on"] for one in seasons):
            definition["seasons"] = [move_season(seasons[-1], day=day)]
            words = yaml.safe_dump(definition, allow_unicode=True, sort_keys=False)
            path.write_text(words, encoding="utf-8")
    return target


def move_season(season: dict[str, Any], *, day: date) -> dict[str, Any]:
    """A season from the first of this month to the end of the next."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    last = calendar.monthrange(following.year, following.month)[1]
    return season | {"opens_on": first, "closes_on": following.replace(day=last)}
