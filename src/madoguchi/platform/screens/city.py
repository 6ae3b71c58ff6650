# SPDX-License-Identifier: Apache-2.0
"""Which city is this? The profile of the last pack that has one, read once per process."""

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from madoguchi.kernel.city import City
from madoguchi.kernel.clock import to_local


@lru_cache(maxsize=1)
def current_city() -> City:
    """The profile from ``packs/<city>/city.yaml``.

    Raises:
        ImproperlyConfigured: none of the packs has one.
    """
    for name in reversed(settings.PACKS):
        path = Path(settings.PACKS_ROOT) / name / "city.yaml"
        if path.is_file():
            return City.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    raise ImproperlyConfigured(f"none of the packs {settings.PACKS} has a city.yaml")


def is_hall_open(city: City, at: datetime) -> bool:
    """Whether the counters of the city hall are open at an instant."""
    local = to_local(at)
    hours = city.hours
    return city.calendar.is_open(local.date()) and hours.opens <= local.time() < hours.closes


def next_opening(city: City, at: datetime) -> datetime:
    """The instant at which the counters open next (in the future)."""
    local = to_local(at)
    day = local.date()
    if not city.calendar.is_open(day) or local.time() >= city.hours.opens:
        day = city.calendar.add_days(day + timedelta(days=1), 0)
    return datetime.combine(day, city.hours.opens, tzinfo=local.tzinfo)
