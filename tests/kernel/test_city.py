# SPDX-License-Identifier: Apache-2.0
"""The city's profile: what a pack may say, what it must not, and what follows from it."""

from datetime import date, time
from pathlib import Path

import jsonschema
import pytest
import yaml
from pydantic import ValidationError

from madoguchi.kernel.city import City, city_schema

DEMO_CITY = Path(__file__).parents[2] / "packs" / "todai" / "city.yaml"
PROFILE = """
key: todai
code: "990019"
name: {ja: 灯台市, en: Todai City, easy: 灯台市}
kana: トウダイシ
prefecture: {ja: 海原県, en: Unabara}
mayor: {title: {ja: 灯台市長, en: Mayor of Todai}}
hall:
  postcode: 000-0012
  address: {ja: 灯台市港町一丁目1番1号, en: "1-1-1 Minatomachi, Todai"}
  latitude: 34.7
  longitude: 138.2
telephone: 0000-24-1111
hours: {opens: 08:30, closes: 17:15, note: {ja: (木曜日は19時まで), en: (Thursdays until 19:00)}}
sections:
  - {key: welfare, name: 福祉部}
  - key: child-support
    parent: welfare
    name: {ja: こども支援課, en: Child Support}
    telephone: 0000-24-1125
    place: {ja: 1階 3番窓口, en: "Floor 1, counter 3"}
  - {key: child-benefit, parent: child-support, name: 手当係}
  - {key: roads, name: 道路課}
extra_closures:
  - {day: 2026-07-15, until: 2026-07-16, reason: {ja: 灯台まつり, en: Festival, easy: おまつり}}
extra_openings:
  - {day: 2026-03-29, reason: {ja: 引っ越し時期の休日窓口, en: Moving season}}
map: {latitude: 34.7, longitude: 138.2, zoom: 12, bounds: [138.0, 34.5, 138.4, 34.9]}
postcodes:
  - {postcode: 000-0012, name: 港町, kana: ミナトマチ, chome: 3}
  - {postcode: 000-0023, name: 灯川東, kana: ヒカワヒガシ, chome: 5}
demo_notice: {ja: これは見本です。灯台市は実在しません。, en: A demonstration.}
"""


@pytest.fixture
def todai():
    return City.model_validate(yaml.safe_load(PROFILE))


def _with(**changes):
    return City.model_validate({**yaml.safe_load(PROFILE), **changes})


def test_a_profile_is_read(todai):
    assert todai.name.pick("en") == "Todai City"
    assert todai.hall.in_line() == "〒000-0012 灯台市港町一丁目1番1号"
    assert (todai.hours.opens, todai.hours.closes) == (time(8, 30), time(17, 15))
    assert todai.hours.in_words() == "8時30分から17時15分まで (木曜日は19時まで)"
    assert todai.hours.in_words("en") == "8:30 to 17:15 (Thursdays until 19:00)"
    assert todai.languages == ("ja", "en", "easy")


def test_a_section_borrows_from_the_one_above(todai):
    assert todai.telephone_of("child-benefit") == "0000-24-1125"
    assert todai.telephone_of("roads") == "0000-24-1111"
    assert todai.telephone_of("nowhere") == "0000-24-1111"
    assert todai.place_of("child-benefit") == "1階 3番窓口"
    assert todai.place_of("roads", "en") == "〒000-0012 1-1-1 Minatomachi, Todai"
    assert [s.key for s in todai.sections_above("child-benefit")] == [
        "child-benefit", "child-support", "welfare",
    ]  # fmt: skip
    assert [s.key for s in todai.sections_within("welfare")] == [
        "welfare", "child-support", "child-benefit",
    ]  # fmt: skip
    assert todai.find_section("nowhere") is None
    assert todai.hours_of("roads") == todai.hours


def test_the_city_has_its_calendar_and_its_towns(todai):
    assert not todai.calendar.is_open(date(2026, 7, 16))
    assert todai.calendar.reason(date(2026, 7, 15)).en == "Festival"
    assert todai.calendar.is_open(date(2026, 3, 29))
    assert todai.calendar is todai.calendar
    assert [town.name for town in todai.address_book.find_towns("0000012")] == ["港町"]
    assert todai.address_book.find_town("海原県灯台市灯川東二丁目").chome == 5
    with_on = _with(extra_closures=yaml.safe_load("- {on: 2026-07-15, reason: おまつり}"))
    assert not with_on.calendar.is_open(date(2026, 7, 15))
    assert todai == City.model_validate(yaml.safe_load(PROFILE))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "990010"}, "local government"),
        ({"sections": []}, "at least 1"),
        ({"sections": [{"key": "a", "name": "甲"}, {"key": "a", "name": "乙"}]}, "two sections"),
        ({"sections": [{"key": "a", "parent": "b", "name": "甲"}]}, "does not exist"),
        (
            {"sections": [{"key": "a", "parent": "b", "name": "甲"}, {"key": "b", "parent": "a", "name": "乙"}]},
            "under itself",
        ),
        ({"hours": {"opens": "17:00", "closes": "09:00"}}, "closes before"),
        ({"extra_closures": [{"day": "2026-07-16", "until": "2026-07-15", "reason": "x"}]}, "order"),
        ({"map": {"latitude": 34.7, "longitude": 138.2, "bounds": [0, 0, 1, 1]}}, "outside"),
        ({"languages": ["en"]}, "ja"),
        ({"telephone": "1111"}, "pattern"),
        ({"unknown": 1}, "Extra inputs"),
    ],
)  # fmt: skip
def test_each_mistake_in_a_profile_is_named(changes, words):
    with pytest.raises(ValidationError, match=words):
        _with(**changes)


def test_a_wrong_postcode_in_a_profile_is_named():
    with pytest.raises(Exception, match="7けた"):
        _with(postcodes=[{"postcode": 10, "name": "港町"}])


def test_the_demo_citys_profile_is_read():
    city = City.model_validate(yaml.safe_load(DEMO_CITY.read_text(encoding="utf-8")))
    assert city.demo_notice is not None
    assert city.address_book.find_town(city.hall.address.ja) is not None
    jsonschema.validate(city.model_dump(mode="json"), city_schema())


def test_the_json_schema_takes_the_same_profile(todai):
    schema = city_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(todai.model_dump(mode="json"), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"key": "todai"}, schema)
