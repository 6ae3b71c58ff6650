# SPDX-License-Identifier: Apache-2.0
"""How does a rich menu look? Four fields with words; LINE wants a picture of it."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from madoguchi.connectors.line.menus import HEIGHT, WIDTH, Menu

_GROUND, _INK, _RULE = "#ffffff", "#1a1a1a", "#767676"
_FONT = "NotoSansJP_700Bold.ttf"
_PER_LINE = 7


def draw_menu(menu: Menu) -> bytes:
    """The menu as PNG of 1200 × 405, black on white."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    pen, wide = ImageDraw.Draw(picture), WIDTH // 4
    letters = _letters()
    for place, label in enumerate(menu.labels):
        if place:
            pen.line([(place * wide, 40), (place * wide, HEIGHT - 40)], fill=_RULE, width=3)
        words = _broken(label)
        pen.multiline_text(
            (place * wide + wide // 2, HEIGHT // 2), words, fill=_INK, font=letters,
            anchor="mm", align="center", spacing=14,
        )  # fmt: skip
    content = BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()


def _broken(label: str) -> str:
    """Between words where there are any, else after so many letters."""
    if " " in label:
        return label.replace(" ", "\n")
    return "\n".join(label[n : n + _PER_LINE] for n in range(0, len(label), _PER_LINE))


def _letters() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for folder in settings.FONT_PATHS:
        path = Path(folder) / _FONT
        if path.is_file():
            return ImageFont.truetype(str(path), 36)
    return ImageFont.load_default()
