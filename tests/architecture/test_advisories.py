# SPDX-License-Identifier: Apache-2.0
"""No lock holds a known hole, each licence may be shipped, the bill of materials is complete."""

import json
import sysconfig
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.architecture.checks import advisories
from tests.architecture.conftest import Plant, must_be_empty
from tools import take_advisories

TODAY = date(2026, 11, 21)
ENTRY = "{id: X-1, package: Lamp_Oil, affected: ['<1.2', '>=2,<2.1'], about: burns%s}"


def locks(version: str, more: str = "") -> dict[str, str]:
    return {
        "requirements/base.txt": f"lamp.oil=={version} \\\n    --hash=sha256:00\n",
        advisories.ADVISORIES: f"exported: 2026-11-21\nadvisories:\n  - {ENTRY % more}\n",
    }


def test_no_locked_version_has_a_known_hole(root: Path) -> None:
    must_be_empty(advisories.holes(root, datetime.now(UTC).date()))


def test_each_licence_is_one_that_we_ship(root: Path) -> None:
    site = Path(sysconfig.get_path("purelib"))
    must_be_empty(advisories.strange_licences(root, site))


@pytest.mark.parametrize(("version", "found"), [("1.1", 1), ("1.2", 0), ("2.0", 1), ("2.1", 0)])
def test_a_version_with_a_hole_is_found(plant: Plant, version: str, found: int) -> None:
    problems = advisories.holes(plant(locks(version)), TODAY)
    assert len(problems) == found
    assert all(problem.startswith(f"base.txt: Lamp_Oil {version}: X-1") for problem in problems)


@pytest.mark.parametrize(
    ("accepted", "found"),
    [("2026-12-01 never lit in our lamps", 0), ("2026-11-01 never lit in our lamps", 1), ("2026-12-01", 1)],
)  # fmt: skip
def test_a_hole_may_be_accepted_for_a_time_with_a_reason(
    plant: Plant, accepted: str, found: int
) -> None:
    tree = plant(locks("1.1", f", accepted: {accepted}"))
    assert len(advisories.holes(tree, TODAY)) == found


def test_a_broken_file_of_advisories_is_found(plant: Plant) -> None:
    tree = plant({**locks("1.1"), advisories.ADVISORIES: "exported: soon\nadvisories: []\n"})
    (problem,) = advisories.holes(tree, TODAY)
    assert "cannot be read" in problem


def test_a_strange_licence_is_found(plant: Plant) -> None:
    def dist(name: str, line: str) -> dict[str, str]:
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{line}\n"
        return {f"site/{name}-1.0.dist-info/METADATA": text}

    tree = plant(
        {
            **dist("good", "License-Expression: MIT"),
            **dist("odd", "License: Evil-1.0"),
            **dist("silent", "Summary: nothing"),
            **dist("not-shipped", "License: Evil-1.0"),
            "requirements/base.txt": "good==1.0\nodd==1.0\nsilent==1.0\n",
        }
    )
    found = advisories.strange_licences(tree, tree / "site")
    assert [problem.split(":")[0] for problem in found] == ["odd", "silent"]


def test_an_export_is_taken_for_what_is_locked_and_reasons_stay(
    plant: Plant, capsys: pytest.CaptureFixture[str]
) -> None:
    def osv(name: str, package: str, *events: dict[str, str], **more: str) -> dict[str, str]:
        affected = {
            "package": {"ecosystem": "PyPI", "name": package},
            "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
        }
        document = {"id": name, "summary": "burns", "affected": [affected], **more}
        return {f"export/{name}.json": json.dumps(document)}

    tree = plant(
        {
            **locks("1.1", ", accepted: 2026-12-01 never lit in our lamps"),
            **osv("X-1", "lamp_oil", {"introduced": "0"}, {"fixed": "1.2"}),
            **osv(
                "X-2", "Lamp.Oil", {"introduced": "1"}, {"last_affected": "3"}, {"introduced": "4"}
            ),
            **osv("X-3", "not-ours", {"introduced": "0"}),
            **osv("X-4", "lamp-oil", {"introduced": "0"}, withdrawn="2026-01-01"),
        }
    )
    assert take_advisories.main([str(tree / "export"), "2026-11-20", str(tree)]) == 0
    assert capsys.readouterr().out.startswith("2 advisories")
    entries = {one["id"]: one for one in advisories.read(tree)}
    assert entries["X-1"]["affected"] == ["<1.2"]
    assert entries["X-1"]["accepted"].startswith("2026-12-01")
    assert entries["X-2"]["affected"] == [">=1,<=3", ">=4"]
    assert [one.split(": ")[2].split(",")[0] for one in advisories.holes(tree, TODAY)] == ["X-2"]
