# SPDX-License-Identifier: Apache-2.0
"""A small storm: people file while processes die; what they were promised is there, once."""

import json
import os
import subprocess
import sys

import pytest

from tests.journeys.ready import PROJECT

pytestmark = [pytest.mark.kills, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_small_storm_loses_and_doubles_nothing(database: str) -> None:
    words = ["--databases", database, "--kills", "25", "--canaries", "30", "--skip-hostile"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.survival", *words],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": f"{PROJECT / 'src'}:{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    figures = json.loads(done.stdout.splitlines()[-1])[database]
    assert (figures["lost"], figures["doubled"], figures["problems"]) == (0, 0, 0), done.stdout
    assert figures["kills"] >= 25
    assert figures["acknowledged"] > 0
    assert figures["tampers_detected"] == figures["tampers_tried"] > 20_000
    places = figures["canaries_found_by_place"]
    assert {name: count for name, count in places.items() if name != "memory"} == {
        "disk, while running": 0, "disk, after a power cut": 0, "backups, opened": 0,
    }  # fmt: skip
