# SPDX-License-Identifier: Apache-2.0
"""Maps and lists that people bring are read strictly, and say what is wrong with them."""

import json

import pytest

from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.rules.areas import areas_inside, read_geojson
from madoguchi.engines.messaging.rules.audience import AllOf, Everyone, InAreas, WithChildren
from madoguchi.engines.messaging.rules.audience_form import (
    TypedAudience,
    build_audience,
    typed_of,
)
from madoguchi.engines.messaging.rules.audience_refusals import ListUnreadable, MapFileUnreadable
from madoguchi.engines.messaging.rules.name_list import read_list
from madoguchi.engines.messaging.rules.notice_refusals import AudienceUnfit
from madoguchi.engines.messaging.rules.preferences import read_months, read_quiet

RING = [
    [134.215, 34.005],
    [134.235, 34.005],
    [134.235, 34.014],
    [134.215, 34.014],
    [134.215, 34.005],
]


def drawn(*rings):
    return json.dumps({"type": "Polygon", "coordinates": list(rings)}).encode()


def test_areas_are_chosen_by_their_centres():
    found = areas_inside(pack_in_use().list_areas(), read_geojson(drawn(RING)))
    assert [one.title.ja for one in found][:2] == ["港町一丁目", "港町二丁目"]
    assert {one.title.ja[:2] for one in found} == {"港町", "浜町"}


def test_a_bow_tie_is_mended():
    tie = [[134.2, 34.0], [134.3, 34.1], [134.3, 34.0], [134.2, 34.1], [134.2, 34.0]]
    assert read_geojson(drawn(tie)).area > 0


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"[]", b"\xff\xfe", b'{"type": "Point", "coordinates": [134, 34]}',
        b'{"type": "Polygon", "coordinates": [[[34, 134], [35, 134], [35, 135], [34, 134]]]}',
        b'{"type": "Polygon", "coordinates": []}', b'{"type": "Polygon"}',
        b'{"type": "Polygon", "coordinates": [[["a", "b"]]]}',
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null}]}',
        b'{"type": "Polygon", "coordinates": [[[134.2, 34.0], [134.2, 34.0], [134.2, 34.0], [134.2, 34.0]]]}',
    ],
)  # fmt: skip
def test_what_is_no_map_of_japan_is_refused(content):
    with pytest.raises(MapFileUnreadable):
        read_geojson(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_is_read_in_the_encodings_of_offices(encoding):
    content = "氏名,メールアドレス\r\n髙橋,Taka@Example.jp\r\n".encode(encoding)
    found = read_list(content)
    assert [one.lower() for one in found.addresses] == ["taka@example.jp"]
    assert found.wrong == ()


def test_wrong_rows_are_told_with_line_and_reason():
    content = ("メール,名\na@example.jp,あ\n,い\nx,う\na@example.jp,え\nb@example.jp\n\n").encode()
    found = read_list(content)
    assert found.addresses == ("a@example.jp",)
    assert [(one.line, one.why) for one in found.wrong] == [
        (3, "empty"), (4, "unreadable"), (5, "twice"), (6, "width")]  # fmt: skip


def test_telephone_numbers_are_read_as_people_type_them():
    found = read_list("電話番号\n090-1234-5678\n０８０１２３４５６７８\n03-1234-5678\n".encode())
    assert found.addresses == ("+819012345678", "+818012345678")
    assert [one.line for one in found.wrong] == [4]


@pytest.mark.parametrize("content", [b"", b"name\nx\n", b"\x81", '"メール\n'.encode()])
def test_what_is_no_list_is_refused(content):
    with pytest.raises(ListUnreadable):
        read_list(content)


def test_a_form_is_an_audience_and_back():
    assert build_audience(TypedAudience()) == Everyone()
    typed = TypedAudience(areas=("02010",), born_from="2025-04")
    made = build_audience(typed)
    assert made == AllOf(
        of=(InAreas(codes=("02010",)), WithChildren(born_from="2025-04", born_to="2025-04"))
    )
    assert typed_of(made) == TypedAudience(areas=("02010",), born_from="2025-04", born_to="2025-04")


@pytest.mark.parametrize(
    "typed",
    [
        TypedAudience(born_from="2025-13"), TypedAudience(born_from="2025-05", born_to="2025-04"),
        TypedAudience(participants="'; DROP"), TypedAudience(list_id="x"),
    ],
)  # fmt: skip
def test_what_makes_no_audience_is_refused(typed):
    with pytest.raises(AudienceUnfit):
        build_audience(typed)


def test_months_and_hours_are_read_as_people_type_them():
    assert read_months(["２０２５年４月", "2025/04", "2024-12", ""]) == ("2025-04", "2024-12")
    assert read_quiet("21:00", "７:00") == (1260, 420)
    assert read_quiet("", "7:00") is None
    with pytest.raises(AudienceUnfit):
        read_months(["04-2025"])
    with pytest.raises(AudienceUnfit):
        read_quiet("25:00", "7:00")
