# SPDX-License-Identifier: Apache-2.0
"""A small storm: people file while processes die; what they were promised is there, once."""

import json
import os
import subprocess
import sys

import pytest

from tests.journeys.ready import PROJECT

pytestmark = [pytest.mark.kills, pytest.mark.slow, pytest.mark.timeout(900)]


GOOD = {
    "lost": 0, "doubled": 0, "problems": 0, "tampers_tried": 9, "tampers_detected": 9,
    "hostile_tried": 6, "hostile_inert": 6, "canaries_found_by_place": {"disk": 0, "memory": 0},
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"lost": 1}, "lost 1"),
        ({"doubled": 2}, "doubled 2"),
        ({"tampers_detected": 8}, "tampers_detected 8 of 9"),
        ({"hostile_inert": 5}, "hostile_inert 5 of 6"),
        ({"canaries_found_by_place": {"disk": 3, "memory": 0}}, "canaries found in disk: 3"),
        ({"canaries_found_by_place": {"disk": 0, "memory": 1}}, "canaries found in memory: 1"),
    ],
)
def test_the_harness_fails_for_each_thing_that_must_not_be(changed: dict, words: str) -> None:  # type: ignore[type-arg]
    from benchmarks.survival.__main__ import faults_of

    assert faults_of(GOOD | changed) == ([words] if words else [])
    if "memory" in words:
        assert faults_of(GOOD | changed, memory=False) == []


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_small_storm_loses_and_doubles_nothing(database: str) -> None:
    words = ["--databases", database, "--kills", "25", "--canaries", "30", "--skip-hostile"]
    words.append("--not-memory")
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
    assert figures["papers"] > 0
    assert figures["tampers_detected"] == figures["tampers_tried"] > 20_000
    places = figures["canaries_found_by_place"]
    assert {name: count for name, count in places.items() if name != "memory"} == {
        "disk, while running": 0, "disk, after a power cut": 0, "backups, opened": 0,
    }  # fmt: skip
