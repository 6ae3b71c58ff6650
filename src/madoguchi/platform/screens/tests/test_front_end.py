# SPDX-License-Identifier: Apache-2.0
"""What was built is whole, comes from nowhere else, and carries its licences."""

import json
import re
from pathlib import Path

from madoguchi.platform.screens.assets import BUILT, STATIC, font_folder

FRONTEND = Path(__file__).resolve().parents[5] / "frontend"


def sheet() -> str:
    return (STATIC / "madoguchi.css").read_text(encoding="utf-8")


def test_every_colour_that_is_used_is_defined() -> None:
    css = sheet()
    defined = set(re.findall(r"[{;](--[\w-]+):", css))
    used = set(re.findall(r"var\((--[\w-]+)\)", css))
    given_by_elements = {"--tone", "--tone-soft"}
    assert sorted(used - defined - given_by_elements) == []
    tokens = {name for name in defined if name.startswith("--color-")}
    assert tokens
    assert sorted(tokens - used) == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "@import" not in sheet()
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", sheet())
    for name in ("portal.js", "desk.js"):
        script = (STATIC / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://", script)
        assert "eval(" not in script
        assert "new Function" not in script


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert all("resolved" not in package for package in packages)
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert "registry=" not in (FRONTEND / ".npmrc").read_text(encoding="utf-8")


def test_letters_find_their_fonts_with_the_licences() -> None:
    fonts = {path.name for path in font_folder().glob("*.ttf")}
    assert fonts == {
        "BIZUDPGothic_400Regular.ttf",
        "BIZUDPGothic_700Bold.ttf",
        "BIZUDPMincho_400Regular.ttf",
        "BIZUDPMincho_700Bold.ttf",
        "NotoSansJP_400Regular.ttf",
        "NotoSansJP_700Bold.ttf",
    }
    for name in ("biz-udpgothic", "biz-udpmincho", "noto-sans-jp"):
        licence = (BUILT / "licences" / f"{name}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence.upper()


def test_the_sources_stay_small() -> None:
    sources = [*FRONTEND.glob("css/*.css"), *FRONTEND.glob("js/*.js"), *FRONTEND.glob("*.mjs")]
    assert len(sources) > 20
    for path in sources:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 400, path.name
        assert "SPDX-License-Identifier: Apache-2.0" in lines[0], path.name
