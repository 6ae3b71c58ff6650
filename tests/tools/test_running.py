# SPDX-License-Identifier: Apache-2.0
"""The tools that run the tests tell the truth about them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.conftest import Plant
from tests.rooms import lives_in, zones_of
from tools import ensure_system, postgres, run_tests
from tools.run_tests import Result, Suite

SUITE = Suite("lamps", ("tests/lamps",), "portal")


def test_tests_of_a_room_run_in_its_zones_only(plant: Plant) -> None:
    tree = plant(
        {
            "engines/cases/apps.py": 'class A:\n    zones: ClassVar[set[str]] = {"office"}\n',
            "engines/cases/tests/test_x.py": "",
            "platform/audit/apps.py": 'class A:\n    zones = frozenset({"portal", "office"})\n',
            "kernel/clock.py": "",
        }
    )
    assert zones_of(tree / "engines/cases") == {"office"}
    assert lives_in(tree / "engines/cases/tests/test_x.py", tree, "office")
    assert not lives_in(tree / "engines/cases/tests/test_x.py", tree, "portal")
    assert not lives_in(tree / "engines/cases", tree, "portal")
    assert lives_in(tree / "platform/audit/tests", tree, "portal")
    assert not lives_in(tree / "platform/audit/tests", tree, "core")
    assert lives_in(tree / "kernel/clock.py", tree, "core")
    assert lives_in(tree / "engines", tree, "portal")
    assert lives_in(Path("/elsewhere/test_x.py"), tree, "portal")


def test_every_room_names_its_zones(root: Path) -> None:
    package = root / "src/madoguchi"
    rooms = [path.parent for path in package.glob("*/*/apps.py")]
    assert [room.name for room in rooms if not zones_of(room)] == []


def test_a_report_is_counted_as_pytest_counts_it(plant: Plant) -> None:
    tree = plant(
        {
            "test_lamps.py": (
                "import pytest\n\n\n"
                "def test_good(): ...\n\n\n"
                "def test_bad(): assert 0\n\n\n"
                "@pytest.fixture\n"
                "def broken(): raise ValueError\n\n\n"
                "def test_error(broken): ...\n\n\n"
                "@pytest.mark.skip(reason='no oil')\n"
                "def test_skipped(): ...\n"
            )
        }
    )
    junit = tree / "report.xml"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", f"--junitxml={junit}"]
    done = subprocess.run(
        [*words, f"--rootdir={tree}", "test_lamps.py"], cwd=tree, capture_output=True, check=False
    )
    result = run_tests.read(SUITE, junit, done.returncode)
    assert (result.passed, result.failed, result.skipped) == (1, 2, 1)
    assert result.reasons == {"no oil"}


def test_a_run_that_breaks_off_is_a_failure(tmp_path: Path) -> None:
    result = run_tests.read(SUITE, tmp_path / "missing.xml", 137)
    assert (result.failed, result.note) == (1, "broke off with exit code 137")
    assert run_tests.read(SUITE, tmp_path / "missing.xml", 5).failed == 0


@pytest.mark.parametrize(
    ("results", "last", "code"),
    [
        (
            [Result("a", passed=3), Result("b", passed=1, skipped=2)],
            "4 passed, 0 failed, 2 skipped",
            0,
        ),
        ([Result("a", passed=3, failed=1)], "3 passed, 1 failed, 0 skipped", 1),
        ([Result("a")], "0 passed, 0 failed, 0 skipped", 1),
    ],
)
def test_the_last_line_is_the_sum(
    capsys: pytest.CaptureFixture[str], results: list[Result], last: str, code: int
) -> None:
    assert run_tests.report(results) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_suite_without_its_database_is_skipped_and_says_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    suite = Suite("lamps", ("tests",), "portal", postgres=True)
    result = run_tests.run(suite, "", "there is none", [])
    assert (result.skipped, result.note) == (1, "there is none")
    assert "there is none" in capsys.readouterr().out


def test_a_suite_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SystemExit):
        run_tests.choose(["--only", "tea"])


def test_an_address_where_nobody_listens_does_not_answer() -> None:
    address = f"postgresql://postgres@127.0.0.1:{postgres.free_port()}/postgres"
    assert not postgres.answers(address)


def test_missing_packages_are_named_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    need = ensure_system.Need("lamp-oil", lambda: False, "everything at night")
    monkeypatch.setattr(ensure_system, "NEEDS", (need,))
    monkeypatch.setattr(ensure_system, "may_install", lambda: False)
    assert ensure_system.main() == 0
    assert "lamp-oil" in capsys.readouterr().err
