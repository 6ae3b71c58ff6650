# SPDX-License-Identifier: Apache-2.0
"""What we ship may be shipped, and lock files pin without saying where from."""

import sysconfig
from pathlib import Path

from tests.architecture.checks import dependencies
from tests.architecture.conftest import Plant, must_be_empty


def test_no_run_time_dependency_is_copyleft(root: Path) -> None:
    must_be_empty(dependencies.copyleft(root, Path(sysconfig.get_path("purelib"))))


def test_lock_files_pin_by_hash_and_name_no_index(root: Path) -> None:
    must_be_empty(dependencies.lock_files(root))


def test_a_copyleft_dependency_is_found(plant: Plant) -> None:
    def dist(name: str, *lines: str) -> dict[str, str]:
        text = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *lines])
        return {f"site/{name}-1.0.dist-info/METADATA": text + "\n"}

    tree = plant(
        {
            **dist("strong", "License-Expression: AGPL-3.0-or-later"),
            **dist("old_style", "License: GPLv3"),
            **dist(
                "classified", "Classifier: License :: OSI Approved :: GNU General Public License"
            ),
            **dist("weak", "License-Expression: LGPL-3.0-only"),
            **dist(
                "weak2",
                "Classifier: License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)",
            ),
            **dist("choice", "License-Expression: GPL-2.0-only OR MIT"),
            **dist("free", "License: MIT"),
            **dist("dev-only", "License: GPL-3.0"),
            "requirements/base.txt": "".join(
                f"{name}==1.0 \\\n    --hash=sha256:00\n"
                for name in ("strong", "old-style", "classified", "weak", "weak2", "choice", "free")
            ),
        }
    )
    found = dependencies.copyleft(tree, tree / "site")
    assert [problem.split(" ")[0] for problem in found] == ["classified", "old_style", "strong"]


def test_an_index_or_a_pin_without_hash_is_found(plant: Plant) -> None:
    tree = plant(
        {
            "requirements/base.txt": (
                "--index-url=https://example.net/simple\n"
                "a==1 \\\n    --hash=sha256:00\n    # via madoguchi\nb==2\n"
            ),
            "frontend/package-lock.json": (
                '{"a": {\n"resolved": "https://example.net/a.tgz",\n'
                '"funding": "https://example.net/thanks"}}\n'
            ),
            "frontend/node_modules/x/package-lock.json": '{"resolved": "https://example.net"}',
        }
    )
    assert dependencies.lock_files(tree) == [
        "requirements/base.txt:1: holds the address of an index",
        "requirements/base.txt: b has no hash",
        "frontend/package-lock.json:2: holds the address of an index",
    ]
