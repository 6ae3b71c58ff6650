# SPDX-License-Identifier: Apache-2.0
"""A home with keys of both zones for each test."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from madoguchi.platform.crypto.keys import ZoneKeys, ensure_zone_keys
from madoguchi.platform.crypto.peers import describe_self, trust_peer


@dataclass(frozen=True)
class TwoZones:
    """The home that the settings point at, and the keys of the zone that reads files."""

    home: Path
    reader: ZoneKeys


@pytest.fixture(params=["portal", "office"])
def zone(request, tmp_path: Path, settings) -> TwoZones:
    """Runs a test in both zones: one that cannot read what it stores, and one that can."""
    return _enter(request.param, tmp_path, settings)


@pytest.fixture
def portal(tmp_path: Path, settings) -> TwoZones:
    return _enter("portal", tmp_path, settings)


@pytest.fixture
def office(tmp_path: Path, settings) -> TwoZones:
    return _enter("office", tmp_path, settings)


def _enter(name: str, folder: Path, settings) -> TwoZones:
    settings.HOME, settings.ZONE = folder / name, name
    keys = ensure_zone_keys(folder / name, zone=name)
    if name == "office":
        return TwoZones(folder / name, keys)
    reader = ensure_zone_keys(folder / "office", zone="office")
    trust_peer(describe_self(reader), folder / name)
    return TwoZones(folder / name, reader)
