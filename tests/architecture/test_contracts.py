# SPDX-License-Identifier: Apache-2.0
"""Each of the nine import contracts breaks when it should, and holds for a healthy tree."""

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.architecture.conftest import Plant

ENGINE_ROOMS = (
    "web", "rest", "jobs", "api", "admin", "commands", "queries", "models", "rules", "events",
    "ports",
)  # fmt: skip
PLATFORM_ROOMS = (
    "backup", "oversight", "identity", "zones", "guard", "files", "jobs", "screens",
    "organisation", "audit", "crypto", "transactions",
)  # fmt: skip
MODULES = (
    *(f"{floor}.__init__" for floor in ("config", "faces", "journeys", "connectors", "engines")),
    "__init__", "platform.__init__", "kernel.__init__", "kernel.clock", "kernel.days",
    *(f"connectors.{one}.__init__" for one in ("smtp", "clamd", "oidc", "oidc_jpki")),
    "connectors.oidc.flow", "connectors.oidc_jpki.flow",
    *(f"faces.{face}.__init__" for face in ("portal", "desk")),
    *(f"platform.{room}.__init__" for room in PLATFORM_ROOMS),
    *(f"engines.{engine}.__init__" for engine in ("cases", "booking")),
    *(f"engines.{engine}.{room}" for engine in ("cases", "booking") for room in ENGINE_ROOMS),
)  # fmt: skip
HEALTHY = {f"src/madoguchi/{module.replace('.', '/')}.py": "" for module in MODULES} | {
    "src/madoguchi/faces/desk/__init__.py": "import madoguchi.engines.cases.api\n",
    "src/madoguchi/connectors/oidc_jpki/flow.py": "import madoguchi.connectors.oidc.flow\n",
    "src/madoguchi/engines/cases/api.py": "import madoguchi.engines.cases.commands\n",
    "src/madoguchi/engines/cases/commands.py": (
        "import madoguchi.engines.cases.models, madoguchi.platform.audit\n"
    ),
}


def broken_contracts(root: Path, tree: Path) -> set[str]:
    """The names of the contracts that a tree breaks."""
    shutil.copy(root / ".importlinter", tree / ".importlinter")
    done = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / "lint-imports", "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = re.findall(r"^(.+?) (KEPT|BROKEN)", done.stdout, re.MULTILINE)
    assert len(verdicts) == 9, done.stdout + done.stderr
    return {name for name, verdict in verdicts if verdict == "BROKEN"}


def test_a_healthy_tree_keeps_all_contracts(root: Path, plant: Plant) -> None:
    assert broken_contracts(root, plant(HEALTHY)) == set()


@pytest.mark.parametrize(
    ("module", "imports", "contract"),
    [
        ("kernel.days", "madoguchi.faces.desk", "Floors: each floor imports only floors below it"),
        ("utilities.__init__", "os", "Floors: each floor imports only floors below it"),
        ("engines.cases.web", "madoguchi.engines.booking.api", "Engines never import one another"),
        (
            "connectors.smtp.__init__",
            "madoguchi.connectors.clamd",
            "Connectors never import one another but for shared protocols",
        ),
        (
            "connectors.oidc.flow",
            "madoguchi.connectors.oidc_jpki",
            "Connectors never import one another but for shared protocols",
        ),
        ("faces.portal.__init__", "madoguchi.faces.desk", "Faces never import one another"),
        ("platform.crypto.__init__", "madoguchi.platform.audit", "Platform rooms are stacked"),
        ("platform.zones.__init__", "madoguchi.platform.identity", "Platform rooms are stacked"),
        ("platform.screens.__init__", "madoguchi.platform.files", "Platform rooms are stacked"),
        (
            "engines.cases.models",
            "madoguchi.engines.cases.commands",
            "Inside an engine: web -> commands -> queries -> models -> rules",
        ),
        (
            "faces.portal.__init__",
            "madoguchi.engines.booking.queries",
            "Only an engine itself, and faces for web/rest, pass its front door",
        ),
        (
            "engines.cases.rules",
            "django.utils.timezone",
            "The kernel and every rules.py know no framework",
        ),
        ("kernel.clock", "django", "The kernel and every rules.py know no framework"),
        ("kernel.clock", "madoguchi.kernel.days", "No circles anywhere"),
    ],
)
def test_a_planted_import_breaks_its_contract(
    root: Path, plant: Plant, module: str, imports: str, contract: str
) -> None:
    path = f"src/madoguchi/{module.replace('.', '/')}.py"
    back = {"src/madoguchi/kernel/days.py": "import madoguchi.kernel.clock\n"}
    circle = back if contract == "No circles anywhere" else {}
    tree = plant({**HEALTHY, **circle, path: f"import {imports}\n"})
    assert contract in broken_contracts(root, tree)
