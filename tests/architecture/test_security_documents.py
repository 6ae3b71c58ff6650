# SPDX-License-Identifier: Apache-2.0
"""Each threat and each requirement names a proof, and the proof exists."""

from pathlib import Path

import pytest

from tests.architecture.checks import security
from tests.architecture.conftest import Plant, must_be_empty


def test_each_threat_names_a_test_that_exists(root: Path) -> None:
    must_be_empty(security.threat_faults(root))


def test_each_requirement_has_one_answer_that_holds(root: Path) -> None:
    must_be_empty(security.asvs_faults(root))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("| B1-1 | S | a | b | `tests/test_x.py::test_gone` |", "there is no test"),
        ("| B1-1 | S | a | b | `tests/gone.py::test_a` |", "there is no test"),
        ("| B1-1 | X | a | b | `tests/test_x.py::test_a` |", "is none of S T R I D E"),
        ("| B1-1 | S | a | b | soon |", "names no test"),
        ("| B1-1 | S | a | `tests/test_x.py::test_a` |", "needs STRIDE"),
        ("no table at all", "has no table"),
    ],
)
def test_a_threat_without_its_proof_is_found(plant: Plant, row: str, fault: str) -> None:
    tree = plant({security.THREATS: row + "\n", "tests/test_x.py": "def test_a(): ...\n"})
    (problem,) = security.threat_faults(tree)
    assert fault in problem


def test_a_true_and_a_planned_row_pass(plant: Plant) -> None:
    rows = "| B1-1 | S, T | a | b | `tests/test_x.py::test_a` |\n| B1-2 | D | a | b | *planned* |\n"
    tree = plant({security.THREATS: rows, "tests/test_x.py": "def test_a(): ...\n"})
    assert security.threat_faults(tree) == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("tests: [tests/test_x.py::test_b]", "there is no test"),
        ("document: docs/gone.md", "there is no document"),
        ("open: ''", "exactly one of"),
        ("open: soon", "says no reason"),
        ("setting: X\n  open: also this one", "exactly one of"),
    ],
)
def test_a_requirement_without_its_answer_is_found(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, answer: str, fault: str
) -> None:
    monkeypatch.setattr(security, "LEVELS", {1: 1})
    row = f"V1.1.1:\n  level: 1\n  about: words\n  {answer}\n"
    tree = plant({security.ASVS: row, "tests/test_x.py": "def test_a(): ...\n"})
    (problem,) = security.asvs_faults(tree)
    assert fault in problem
