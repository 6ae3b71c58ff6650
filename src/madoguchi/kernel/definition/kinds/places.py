# SPDX-License-Identifier: Apache-2.0
"""How are addresses and points on the map read?"""

import math
import re
from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.addresses import Address, format_address, format_postcode, read_address
from madoguchi.kernel.definition.kinds.base import (
    TOO_LONG,
    Asking,
    Fields,
    Found,
    Kind,
    Parts,
    Read,
    is_texts,
)
from madoguchi.kernel.definition.questions import AddressQuestion, MapPointQuestion
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import text

ADDRESS_PARTS = ("postcode", "town", "block", "building")


class AddressKind(Kind[AddressQuestion]):
    """Postcode, town, block, building."""

    seconds = 40

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = {part: fields.get(part) for part in ADDRESS_PARTS}
        if not any(part.strip() for part in typed.values()):
            return Read(None)
        return self._judge(typed, asking)

    def check(self, value: Any, asking: Asking) -> Read:
        if not is_texts(value, *ADDRESS_PARTS):
            return self.refuse_shape()
        read = self._judge(value, asking)
        return read if not read.ok or read.value == value else self.refuse_shape()

    def _judge(self, typed: Mapping[str, str], asking: Asking) -> Read:
        question = self.question
        reading = read_address(
            typed, book=asking.ctx.book, own_city=question.own_city, abroad=question.abroad
        )
        found = [Found(p.part, p.code, p.message, p.blocking) for p in reading.problems]
        address = {part: getattr(reading.address, part) for part in ADDRESS_PARTS}
        return Read(address if reading.ok else None, found)

    def show(self, value: Any, lang: str) -> str:
        return format_address(Address(*(value[part] for part in ADDRESS_PARTS)))

    def to_form(self, value: Any) -> Parts:
        shown = value | {"postcode": format_postcode(value["postcode"])}
        return {part: [shown[part]] for part in ADDRESS_PARTS}


_EARTH_KM = 6371.0088
_MOST_LABEL = 100
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
_NOT_A_POINT = text(
    "「{label}」の位置を読み取れませんでした。緯度と経度を数字で入れ直すか、場所を言葉で入れてください。",
    "The position for “{label}” could not be read. Enter latitude and longitude as numbers, or say it in words.",
    "「{label}」の 場所が わかりません。ことばで 書いてください。",
)
_TOO_FAR = text(
    "「{label}」は市役所から{km}kmの所です。{most}kmより近い場所を選んでください。",
    "“{label}” lies {km} km from the city hall. Choose a place within {most} km.",
    "「{label}」は 市役所から {km}kmです。{most}kmより 近い 場所を えらんでください。",
)
_SAY_WHERE = text(
    "「{label}」は、目印になる建物や交差点の名前などを、言葉で入れてください。",
    "Say where “{label}” is in words, such as a landmark or a crossing.",
    "「{label}」は 近くの たてものを 書いてください。",
)


class MapPointKind(Kind[MapPointQuestion]):
    """A position as latitude and longitude, or words that say where."""

    missing = _SAY_WHERE
    seconds = 40

    def read(self, fields: Fields, asking: Asking) -> Read:
        lat, lon = normalise(fields.get("lat")), normalise(fields.get("lon"))
        label = normalise(fields.get("label"))
        if not (lat or lon or label):
            return Read(None)
        if not (lat or lon):
            return self._judge({"lat": None, "lon": None, "label": label}, asking)
        if not (_DEGREES.fullmatch(lat) and _DEGREES.fullmatch(lon)):
            return Read(None, [self.problem("not_a_point", _NOT_A_POINT)])
        value = {"lat": round(float(lat), 6), "lon": round(float(lon), 6), "label": label}
        return self._judge(value, asking)

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, dict) or value.keys() != {"lat", "lon", "label"}:
            return self.refuse_shape()
        lat, lon, label = value["lat"], value["lon"], value["label"]
        pair = (lat is None and lon is None) or (_is_degrees(lat) and _is_degrees(lon))
        if not pair or not isinstance(label, str) or normalise(label) != label:
            return self.refuse_shape()
        return self._judge(value, asking)

    def _judge(self, value: dict[str, Any], asking: Asking) -> Read:
        label, lat, lon = value["label"], value["lat"], value["lon"]
        if len(label) > _MOST_LABEL:
            count, over = len(label), len(label) - _MOST_LABEL
            long = {"most": _MOST_LABEL, "count": count, "over": over}
            return Read(None, [self.problem("too_long", TOO_LONG, "label", **long)])
        if lat is None:
            return Read(value) if label else self.refuse_shape()
        if abs(lat) > 90 or abs(lon) > 180:
            return Read(None, [self.problem("not_a_point", _NOT_A_POINT)])
        centre, most = asking.ctx.centre, self.question.within_km
        if centre is not None and most is not None:
            km = distance_km(centre, (lat, lon))
            if km > most:
                far = self.problem("too_far", _TOO_FAR, km=round(km), most=most)
                return Read(None, [far])
        return Read(value)

    def show(self, value: Any, lang: str) -> str:
        if value["lat"] is None:
            return str(value["label"])
        place = f"{value['lat']:.6f}, {value['lon']:.6f}"
        return f"{value['label']}({place})" if value["label"] else place

    def to_form(self, value: Any) -> Parts:
        parts = {"label": [value["label"]]}
        if value["lat"] is not None:
            parts |= {"lat": [f"{value['lat']:.6f}"], "lon": [f"{value['lon']:.6f}"]}
        return parts


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points on a sphere (haversine)."""
    (lat1, lon1), (lat2, lon2) = ([math.radians(x) for x in point] for point in (one, other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _is_degrees(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 360 and value == round(value, 6)
