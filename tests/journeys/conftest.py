# SPDX-License-Identifier: Apache-2.0
"""What the tests in a browser share: one city with past months, one Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, sync_playwright

from madoguchi.kernel.clock import today
from tests.journeys.axe import SOURCE
from tests.journeys.reader import Reader, a_reader
from tests.journeys.ready import PROJECT
from tests.journeys.town import Town

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), ""
)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
CASES = 24
Open = Callable[..., AbstractContextManager[Reader]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    if not SOURCE.exists():
        pytest.skip("axe-core is not installed: make frontend")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A served city with packs of its own and cases of past months on its desks."""
    home = tmp_path_factory.mktemp("city")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MADOGUCHI_PACKS_ROOT", str(copy_packs(home / "packs")))
        town = Town(home)
        try:
            town.prepare(cases=CASES)
            town.start()
            yield town
        finally:
            town.close()


def copy_packs(target: Path) -> Path:
    """The packs, with the seasons of the year moved so that one of each is open today."""
    source = Path(os.environ.get("MADOGUCHI_PACKS_ROOT") or PROJECT / "packs")
    shutil.copytree(source, target)
    day = today()
    for path in target.glob("todai/services/*/procedure.yaml"):
        definition = yaml.safe_load(path.read_text(encoding="utf-8"))
        if definition.get("seasons"):
            definition["seasons"] = [
                {
                    "opens_on": day - timedelta(days=14),
                    "closes_on": day + timedelta(days=30),
                    "title": definition["seasons"][-1]["title"],
                }
            ]
            path.write_text(yaml.safe_dump(definition, allow_unicode=True), encoding="utf-8")
    return target


@pytest.fixture
def citizen(chromium: Browser, city: Town) -> Open:
    """``with citizen(width=375) as reader``: someone at the portal."""
    return partial(a_reader, chromium, city.portal_url)


@pytest.fixture
def clerk(chromium: Browser, city: Town) -> Open:
    """``with clerk() as reader``: someone at the office."""
    return partial(a_reader, chromium, city.office_url)
