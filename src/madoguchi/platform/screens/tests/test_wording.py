# SPDX-License-Identifier: Apache-2.0
"""Labels exist, in three languages, and never carry markup from a value."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.template import engines
from pytest_django.fixtures import Settings

from madoguchi.kernel.texts import TextValue
from madoguchi.platform.screens import wording

TAG = re.compile(r'\{%\s*t\s+"([^"]+)"')
CALL = re.compile(r'\bsay(?:_html)?\(\s*"([^"]+)"')


def sources(suffix: str) -> Iterator[Path]:
    for app in apps.get_app_configs():
        if app.name.startswith("madoguchi."):
            yield from (p for p in Path(app.path).rglob(f"*{suffix}") if "tests" not in p.parts)


def test_every_label_that_a_page_asks_for_exists() -> None:
    known = wording.all_texts()
    asked = {
        (key, path.name)
        for suffix, pattern in ((".html", TAG), (".py", CALL))
        for path in sources(suffix)
        for key in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 80
    assert sorted((key, name) for key, name in asked if key not in known) == []


def test_frame_and_problems_speak_all_three_languages() -> None:
    own = Path(wording.__file__).parent / "texts"
    incomplete = [
        key
        for path in own.glob("*.yaml")
        for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        if set(value) != {"ja", "en", "easy"}
    ]
    assert incomplete == []


def test_places_are_the_same_in_every_language() -> None:
    def places(words: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", words))

    differing = [
        key
        for key, value in wording.all_texts().items()
        for words in (value.en, value.easy)
        if words and not places(words) <= places(value.ja)
    ]
    assert differing == []


def test_an_unknown_label_is_refused_where_the_zone_is_strict(settings: Settings) -> None:
    with pytest.raises(wording.MissingText):
        wording.say("nobody.wrote.this")
    settings.TEXTS_STRICT = False
    assert wording.say("nobody.wrote.this") == "nobody.wrote.this"


def test_values_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = {"greet": TextValue(ja="<b> {name} さん")}
    monkeypatch.setattr(wording, "all_texts", lambda: labels)
    page = engines["django"].from_string('{% t "greet" name=name %}')
    assert page.render({"name": "<script>"}) == "&lt;b&gt; &lt;script&gt; さん"


def test_two_files_may_not_define_one_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("same: 同じ\n", encoding="utf-8")
    monkeypatch.setattr(wording, "text_files", lambda: sorted(tmp_path.glob("*.yaml")))
    wording.all_texts.cache_clear()
    try:
        with pytest.raises(wording.TextTwice):
            wording.all_texts()
    finally:
        wording.all_texts.cache_clear()


@pytest.mark.parametrize("broken", ["a: {ja: なぜ?, en: Why?", "a: [x]", "a: {en: only}", "- a"])
def test_a_broken_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    (tmp_path / "broken.yaml").write_text(broken, encoding="utf-8")
    monkeypatch.setattr(wording, "text_files", lambda: [tmp_path / "broken.yaml"])
    wording.all_texts.cache_clear()
    try:
        with pytest.raises(wording.UnreadableTexts, match=r"broken\.yaml"):
            wording.all_texts()
    finally:
        wording.all_texts.cache_clear()
