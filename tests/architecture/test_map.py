# SPDX-License-Identifier: Apache-2.0
"""The map and the pack reference in the docs are those that the tree draws."""

from pathlib import Path

from pydantic import BaseModel, Field

from tests.architecture.conftest import Plant
from tools import make_pack_reference
from tools.make_map import MAP, draw


def test_the_map_is_up_to_date(root: Path) -> None:
    assert (root / MAP).read_text(encoding="utf-8") == draw(root), "out of date: make map"


def test_a_new_verb_changes_the_map(plant: Plant) -> None:
    engine = "src/madoguchi/engines/lamps"
    tree = plant(
        {
            f"{engine}/apps.py": '"""Lamps (灯)."""\n\n\nclass A:\n    zones = {"portal"}\n',
            f"{engine}/events.py": (
                'class LampLit:\n    """A lamp was lit."""\n\n'
                '    key: ClassVar[str] = "lamps.lamp.lit"\n'
            ),
        }
    )
    first = draw(tree)
    assert "- `engines/lamps` (portal): Lamps (灯)\n" in first
    assert "| `lamps.lamp.lit` | A lamp was lit |" in first
    assert "| `light` |" not in first


def test_each_verb_has_its_sentence(plant: Plant) -> None:
    tree = plant({"src/madoguchi/engines/lamps/commands/light.py": '"""Light a lamp."""\n'})
    assert "| `light` | Light a lamp |" in draw(tree)


def test_the_pack_reference_is_up_to_date(root: Path) -> None:
    drawn = make_pack_reference.draw(make_pack_reference.READERS)
    page = root / make_pack_reference.PAGE
    assert page.read_text(encoding="utf-8") == drawn, "out of date: make map"


def test_a_new_key_changes_the_pack_reference() -> None:
    class Lamp(BaseModel):
        """A lamp (灯)."""

        lit: bool = Field(default=False, description="shines | or not")

    drawn = make_pack_reference.draw({"lamp.yaml": Lamp})
    assert "A lamp (灯).\n" in drawn
    assert "| `lit` | boolean | `false` | shines / or not |" in drawn
