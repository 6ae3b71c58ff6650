# SPDX-License-Identifier: Apache-2.0
"""Does everything work, in each zone, on both databases, in the browser? ``make test``

The last line is ``N passed, N failed, N skipped``; the exit code is 1 if anything failed.
``--only portal-sqlite,journeys`` runs some suites; words after ``--`` go to pytest.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from tools.postgres import NoPostgres, server

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "var" / "test-reports"
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Suite:
    """Tests that run in one process group with one zone and one database."""

    name: str
    paths: tuple[str, ...]
    zone: str
    postgres: bool = False
    parallel: bool = True
    options: tuple[str, ...] = ()


SUITES = (
    Suite(
        "no-zone", ("tests/kernel", "tests/architecture", "tests/packs", "tests/tools"), "core",
        options=("-p", "no:django"),
    ),
    Suite("portal-sqlite", ("src/madoguchi",), "portal"),
    Suite("office-sqlite", ("src/madoguchi", "tests/proofs"), "office"),
    Suite("portal-postgresql", ("src/madoguchi",), "portal", postgres=True),
    Suite("office-postgresql", ("src/madoguchi", "tests/proofs"), "office", postgres=True),
    Suite("journeys", ("tests/journeys",), "core", parallel=False, options=("-p", "no:django")),
)  # fmt: skip


@dataclass
class Result:
    """How one suite went."""

    suite: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    note: str = ""
    reasons: set[str] = field(default_factory=set)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suites; returns 1 if anything failed."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    split = words.index("--") if "--" in words else len(words)
    extra = words[split + 1 :]
    chosen = choose(words[:split])
    REPORTS.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        address, why_not = "", ""
        if any(suite.postgres for suite in chosen):
            try:
                address = stack.enter_context(server())
            except NoPostgres as refusal:
                why_not = str(refusal)
        results = run_all(chosen, address, why_not, extra)
    return report(results)


def run_all(
    chosen: Sequence[Suite], address: str, why_not: str, extra: Sequence[str]
) -> list[Result]:
    """The browser beside the other suites, which step back for it: it mostly waits."""
    alone = [suite for suite in chosen if not suite.parallel]
    others = [suite for suite in chosen if suite.parallel]
    if not (alone and others):
        return [run(suite, address, why_not, extra) for suite in chosen]
    told = REPORTS / "browser.log"
    with ThreadPoolExecutor(1) as beside, told.open("w", encoding="utf-8") as log:
        browser = beside.submit(
            lambda: [run(suite, address, why_not, extra, log=log) for suite in alone]
        )
        results = [run(suite, address, why_not, extra, polite=True) for suite in others]
        results += browser.result()
    print("\n── the browser, beside the suites above ──")
    print(told.read_text(encoding="utf-8"), flush=True)
    return results


def choose(words: Sequence[str]) -> list[Suite]:
    """The suites that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tools.run_tests", description=__doc__)
    names = [suite.name for suite in SUITES]
    parser.add_argument("--only", default=",".join(names), help=f"some of {', '.join(names)}")
    wanted = parser.parse_args(words).only.split(",")
    unknown = set(wanted) - set(names)
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    return [suite for suite in SUITES if suite.name in wanted]


def run(
    suite: Suite,
    address: str,
    why_not: str,
    extra: Sequence[str],
    *,
    log: TextIO | None = None,
    polite: bool = False,
) -> Result:
    """Run one suite in a process of its own; ``polite``: others on this machine go first."""
    print(f"\n── {suite.name} ──", flush=True)
    paths = [path for path in suite.paths if (ROOT / path).exists()]
    if suite.postgres and not address:
        print(f"skipped: {why_not}", flush=True)
        return Result(suite.name, skipped=1, note=why_not)
    if not paths:
        return Result(suite.name, note="has no tests")
    junit = REPORTS / f"{suite.name}.xml"
    junit.unlink(missing_ok=True)
    began = time.monotonic()
    first = ["nice", "-n", "5"] if polite and shutil.which("nice") else []
    done = subprocess.run(
        [*first, sys.executable, "-m", "pytest", *paths, "-q", *suite.options, *workers(suite),
         f"--junitxml={junit}", "-o", "junit_family=xunit2", *extra],
        cwd=ROOT,
        env=environment(suite, address),
        stdout=log,
        stderr=log,
        check=False,
    )  # fmt: skip
    result = read(suite, junit, done.returncode)
    result.seconds = time.monotonic() - began
    return result


def workers(suite: Suite) -> Iterator[str]:
    """As many processes as cores, up to four; the browser has the machine to itself."""
    count = min(os.cpu_count() or 1, 4)
    if suite.parallel and count > 1:
        yield from ("-n", str(count), "--dist", "worksteal")


def environment(suite: Suite, address: str) -> dict[str, str]:
    """The zone and the database of a suite."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    # What tests write need not outlive a power cut, so nobody waits for the disk.
    database = (
        {"DATABASE_URL": address, "PGOPTIONS": "-c synchronous_commit=off"}
        if suite.postgres
        else {}
    )
    suffix = os.environ.get("TEST_DB_SUFFIX") or f"p{os.getpid()}"
    return {**inherited, **database, "MADOGUCHI_ZONE": suite.zone, "TEST_DB_SUFFIX": suffix}


def read(suite: Suite, junit: Path, code: int) -> Result:
    """Count what the report says; a run that broke off counts as one failure."""
    result = Result(suite.name)
    if junit.is_file():
        for part in ET.parse(junit).getroot().iter("testsuite"):  # our own file
            bad = int(part.get("failures", 0)) + int(part.get("errors", 0))
            skipped = int(part.get("skipped", 0))
            result.failed += bad
            result.skipped += skipped
            result.passed += max(int(part.get("tests", 0)) - bad - skipped, 0)
            result.reasons |= {skip.get("message", "") for skip in part.iter("skipped")}
    if code == NOTHING_COLLECTED:
        result.note = "has no tests"
    elif code and not result.failed:
        result.failed, result.note = 1, f"broke off with exit code {code}"
    return result


def report(results: Sequence[Result]) -> int:
    """Print one line per suite, why tests were skipped, and the sum as the last line."""
    print("\n── summary ──")
    for result in results:
        print(
            f"{result.suite:<20} {result.passed:>5} passed {result.failed:>4} failed "
            f"{result.skipped:>4} skipped {result.seconds:>7.1f} s  {result.note}"
        )
    for reason in sorted(set().union(*(result.reasons for result in results))):
        print(f"skipped: {reason}")
    passed, failed, skipped = (
        sum(getattr(result, name) for result in results) for name in ("passed", "failed", "skipped")
    )
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
