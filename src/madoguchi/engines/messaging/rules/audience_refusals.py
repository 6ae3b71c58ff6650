# SPDX-License-Identifier: Apache-2.0
"""Why can an audience not be made from what the writer gave?"""

from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text


class ListRefusal(Refusal):
    """A refusal of lists and maps; subclasses carry their words."""

    sentence: ClassVar[TextValue]
    what_next: ClassVar[TextValue]

    def __init__(self, **values: object) -> None:
        super().__init__(
            self.sentence.fill(**values) if values else self.sentence,
            next_step=self.what_next.fill(**values) if values else self.what_next,
        )


class MapFileUnreadable(ListRefusal):
    """The file of a drawn area is no GeoJSON with polygons in Japan."""

    code = "messaging.map_file_unreadable"
    sentence = text(
        "地図のファイルを読めません。",
        "The map file cannot be read.",
        "地図の ファイルが 読めません。",
    )
    what_next = text(
        "囲んだ形(ポリゴン)の入ったGeoJSONを選んでください。座標は経度・緯度の順、2MBまでです。町字を一つずつ選ぶこともできます。",
        "Choose GeoJSON with polygons, longitude first, up to 2 MB. You can also tick the areas.",
        "GeoJSONの ファイルを えらんでください。",
    )


class NoAreaInside(ListRefusal):
    """No centre of a 町字 lies in the drawing."""

    code = "messaging.no_area_inside"
    sentence = text(
        "囲んだ中に、町字の中心が一つもありません。",
        "No centre of an area lies inside the drawing.",
        "その 中に 町が ありません。",
    )
    what_next = text(
        "囲みを広げるか、町字を一つずつ選んでください。",
        "Draw it larger, or tick the areas one by one.",
        "もっと 広く かいてください。",
    )


class ListUnreadable(ListRefusal):
    """The file of a list is no CSV that can be read."""

    code = "messaging.list_unreadable"
    sentence = text(
        "名簿のファイルを読めません。",
        "The file of the list cannot be read.",
        "名前の リストが 読めません。",
    )
    what_next = text(
        "1行目に見出し「email」か「メール」のあるCSV(UTF-8かShift_JIS、5MBまで)を選んでください。",
        "Choose a CSV with the heading “email” in its first row (UTF-8 or Shift_JIS, up to 5 MB).",
        "CSVの ファイルを えらんでください。",
    )


class ListEmpty(ListRefusal):
    """No row of the list can be used."""

    code = "messaging.list_empty"
    sentence = text(
        "使える行が1行もありません。",
        "No row can be used.",
        "つかえる 行が ありません。",
    )
    what_next = text(
        "下の「使えない行」を直して、もう一度選んでください。",
        "Correct the rows listed below and choose the file again.",
        "下の 行を なおしてください。",
    )
