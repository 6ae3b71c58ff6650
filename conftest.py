# SPDX-License-Identifier: Apache-2.0
"""What holds for every test: the zone it runs in, a home of its own, how hard hypothesis tries.

A run is for one zone, named by MADOGUCHI_ZONE (default portal). Tests of rooms that do not live
in that zone are not collected. Each process gets an empty MADOGUCHI_HOME that is removed at the
end, so no test sees another's keys or files.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from tests.rooms import lives_in

PROJECT = Path(__file__).resolve().parent
PACKAGE = PROJECT / "src" / "madoguchi"

ZONE = os.environ.setdefault("MADOGUCHI_ZONE", "portal")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
os.environ["MADOGUCHI_TESTING"] = "1"
os.environ["MADOGUCHI_HOME"] = _home = tempfile.mkdtemp(prefix=f"madoguchi-test-{ZONE}-")
(Path(_home) / "static").mkdir()
_owner = os.getpid()


@atexit.register
def _remove_home() -> None:
    """Remove the home, but not from a forked child that ends earlier."""
    if os.getpid() == _owner:
        shutil.rmtree(_home, ignore_errors=True)


_patience = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=20, deadline=None, suppress_health_check=_patience)
settings.register_profile("default", max_examples=60, deadline=None, print_blob=True)
settings.register_profile(
    "thorough",
    max_examples=1_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=_patience,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure(config: pytest.Config) -> None:
    """Start Django with the settings of this zone; the kernel's own tests run without it."""
    if not config.args or any("tests/kernel" not in arg for arg in config.args):
        django.setup()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the tests of rooms that are not in this zone."""
    return None if lives_in(collection_path, PACKAGE, ZONE) else True


SAME_ON_EVERY_DATABASE = ("config/tests/access",)
"""Who may open what follows from policies alone, and takes minutes to try."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database (``MADOGUCHI_TESTS=database``) only what asks one is run again."""
    if os.environ.get("MADOGUCHI_TESTS") != "database":
        return
    again = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _asks_the_database(item)])
    items[:] = again


def _asks_the_database(item: pytest.Item) -> bool:
    if any(part in item.path.as_posix() for part in SAME_ON_EVERY_DATABASE):
        return False
    asked = {"db", "transactional_db", "live_server"}
    if issubclass(getattr(item, "cls", None) or object, TransactionTestCase):
        return True
    return bool(item.get_closest_marker("django_db")) or bool(
        asked & set(getattr(item, "fixturenames", ()))
    )


def pytest_report_header() -> str:
    """Name the zone and the database in the head of the report."""
    database = os.environ.get("DATABASE_URL", "sqlite").split(":", 1)[0]
    return f"madoguchi: zone {ZONE} on {database}"
