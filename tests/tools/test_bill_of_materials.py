# SPDX-License-Identifier: Apache-2.0
"""The bill of materials leaves nothing out."""

import json
from pathlib import Path

from tests.architecture.checks import advisories
from tools import make_sbom


def test_every_locked_package_is_in_the_bill_of_materials(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"
    assert make_sbom.main([str(target)]) == 0
    document = json.loads(target.read_text(encoding="utf-8"))
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["component"]["name"] == "madoguchi"
    listed = {advisories.plain(one["name"]): one for one in document["components"]}
    locked = advisories.pins(root / "requirements/base.txt")
    assert locked.items() <= {name: one["version"] for name, one in listed.items()}.items()
    assert all(
        {"alg": "SHA-256"}.items() <= h.items()
        for name in locked
        for reference in listed[name]["externalReferences"]
        for h in reference.get("hashes", ())
    )
