# SPDX-License-Identifier: Apache-2.0
"""Templates keep to the strict policy, to known icons, and the style page shows every component."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings as zone
from django.template.loader import get_template

SPRITE = Path(__file__).resolve().parents[5] / "frontend" / "icons.svg"
COMPONENTS = Path(__file__).resolve().parents[1] / "templates" / "components"
PARTS = {"describedby", "necessity", "error"}
ICON = re.compile(r'(?:\{%\s*icon\s+|\bicon(?:_after)?=)"([a-z-]+)"')


def templates() -> Iterator[tuple[str, Path]]:
    for app in apps.get_app_configs():
        root = Path(app.path) / "templates"
        if app.name.startswith("madoguchi."):
            for path in sorted(root.rglob("*.html")):
                yield path.relative_to(root).as_posix(), path


@pytest.mark.parametrize(("name", "path"), list(templates()))
def test_a_template_compiles_and_has_nothing_inline(name: str, path: Path) -> None:
    get_template(name)
    source = path.read_text(encoding="utf-8")
    assert source.startswith("{# SPDX-License-Identifier: Apache-2.0 #}")
    assert not re.search(r"<[^>{]*\sstyle\s*=", source), "inline style"
    assert not re.search(r"<[^>{]*\son[a-z]+\s*=", source), "inline handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style", source), "inline block"
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", source), "outside host"


def icons() -> set[str]:
    return set(re.findall(r'id="i-([a-z-]+)"', SPRITE.read_text(encoding="utf-8")))


def test_every_icon_that_a_template_names_is_drawn() -> None:
    named = {
        (icon, name)
        for name, path in templates()
        for icon in ICON.findall(path.read_text(encoding="utf-8"))
    }
    known = icons()
    assert len(known) > 60
    assert sorted((icon, name) for icon, name in named if icon not in known) == []


def test_every_icon_that_a_procedure_names_is_drawn() -> None:
    files = list(Path(zone.PACKS_ROOT).glob("*/services/*/procedure.yaml"))
    named = {yaml.safe_load(path.read_text(encoding="utf-8")).get("icon", "file") for path in files}
    assert files
    assert sorted(named - icons()) == []


def test_the_style_page_shows_every_component() -> None:
    page = (COMPONENTS.parent / "screens" / "style.html").read_text(encoding="utf-8")
    used = set(re.findall(r'\{% (?:component|wrap) "([a-z_]+)"', page))
    used |= {"chart"} if "{% chart " in page else set()
    within = {
        name
        for path in COMPONENTS.glob("*.html")
        if path.stem in used
        for name in re.findall(r'(?:component|wrap) "([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    missing = {path.stem for path in COMPONENTS.glob("*.html")} - used - within - PARTS
    assert sorted(missing) == []
