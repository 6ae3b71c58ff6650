# SPDX-License-Identifier: Apache-2.0
"""What does a label say to this reader? Labels live in texts/*.yaml of each installed app."""

import logging
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from django.apps import apps
from django.conf import settings
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from madoguchi.kernel.texts import TextValue

logger = logging.getLogger(__name__)


class MissingText(LookupError):
    """A template asks for a label that no app has."""


class UnreadableTexts(ValueError):
    """A file of labels is not as it should be."""


class TextTwice(ValueError):
    """Two files define the same label."""


@lru_cache(maxsize=1)
def all_texts() -> Mapping[str, TextValue]:
    """Every label of the installed apps by its key; read once per process.

    Raises:
        TextTwice: two files define the same key.
    """
    found: dict[str, TextValue] = {}
    for path in text_files():
        for key, value in _read(path).items():
            if key in found:
                raise TextTwice(f"{key} is defined twice, again in {path}")
            found[key] = value
    return found


def text_files() -> Iterator[Path]:
    """The files that hold labels, app by app."""
    for app in apps.get_app_configs():
        yield from sorted((Path(app.path) / "texts").glob("*.yaml"))


def _read(path: Path) -> dict[str, TextValue]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return {
            str(key): TextValue(ja=value) if isinstance(value, str) else TextValue(**value)
            for key, value in content.items()
        }
    except (yaml.YAMLError, TypeError, AttributeError, ValueError) as broken:
        raise UnreadableTexts(f"{path}: {broken}") from broken


def get_text(key: str) -> TextValue:
    """The label in all its languages.

    Raises:
        MissingText: no app has it, and the zone is strict (setting TEXTS_STRICT, default yes).
    """
    value = all_texts().get(key)
    if value is not None:
        return value
    if getattr(settings, "TEXTS_STRICT", True):
        raise MissingText(key)
    logger.error("no text for %s", key)
    return TextValue(ja=key)


def say(key: str, lang: str = "ja", **values: object) -> str:
    """The label for a reader of ``lang`` as plain text, with ``{name}`` places filled in."""
    pattern = get_text(key).pick(lang)
    return pattern.format(**values) if values else pattern


@lru_cache(maxsize=4096)
def _escaped(pattern: str) -> SafeString:
    return conditional_escape(pattern)


def say_html(key: str, lang: str = "ja", **values: object) -> SafeString:
    """The same for a template: values are escaped unless they are marked safe."""
    pattern = _escaped(get_text(key).pick(lang))
    if not values:
        return pattern
    filled = {
        name: value if isinstance(value, SafeString) else conditional_escape(str(value))
        for name, value in values.items()
    }
    return mark_safe(pattern.format(**filled))  # noqa: S308 - every part is escaped
