# SPDX-License-Identifier: Apache-2.0
"""Which 町字 lie in a place that somebody has drawn on a map?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely import STRtree
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from shapely.validation import make_valid

from madoguchi.engines.messaging.rules.audience_refusals import MapFileUnreadable
from madoguchi.kernel.texts import TextValue

MOST_BYTES = 2_000_000
MOST_POINTS = 100_000
JAPAN = (122.0, 20.0, 154.0, 46.0)
"""West, south, east, north in degrees: whoever exchanges the two is told."""


@dataclass(frozen=True, slots=True)
class Area:
    """A 町字 (address area) by its code, with its centre in degrees (JGD2011)."""

    code: str
    title: TextValue
    kana: str
    latitude: float
    longitude: float


def areas_inside(areas: Sequence[Area], drawn: BaseGeometry) -> tuple[Area, ...]:
    """The areas whose centre lies in the drawing or on its edge, in their order."""
    if not areas:
        return ()
    tree = STRtree([Point(one.longitude, one.latitude) for one in areas])
    found = {int(place) for place in tree.query(drawn, predicate="intersects")}
    return tuple(one for place, one in enumerate(areas) if place in found)


def read_geojson(content: bytes) -> BaseGeometry:
    """The polygons of a GeoJSON file (RFC 7946) as one; crossing lines are mended.

    Raises:
        MapFileUnreadable: no GeoJSON, no polygon in it, too large, or not in degrees of Japan.
    """
    if len(content) > MOST_BYTES:
        raise MapFileUnreadable
    try:
        document = json.loads(content.decode("utf-8-sig"))
        polygons = [make_valid(shape(one)) for one in _polygons(document, depth=0)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ShapelyError):
        raise MapFileUnreadable from None
    drawn = unary_union(polygons) if polygons else Polygon()
    if drawn.is_empty or drawn.area == 0 or not _in_japan(drawn.bounds):
        raise MapFileUnreadable
    return drawn


def _polygons(document: Any, *, depth: int) -> list[dict[str, Any]]:
    """Every polygon of a document: bare, in features, in collections."""
    if depth > 4 or not isinstance(document, dict):
        raise MapFileUnreadable
    kind = document.get("type")
    if kind == "FeatureCollection":
        return [one for part in document["features"] for one in _polygons(part, depth=depth + 1)]
    if kind == "Feature":
        return _polygons(document["geometry"], depth=depth + 1)
    if kind == "GeometryCollection":
        return [one for part in document["geometries"] for one in _polygons(part, depth=depth + 1)]
    if kind in {"Polygon", "MultiPolygon"}:
        if json.dumps(document["coordinates"]).count(",") > 2 * MOST_POINTS:
            raise MapFileUnreadable
        return [document]
    return []


def _in_japan(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return JAPAN[0] <= west <= east <= JAPAN[2] and JAPAN[1] <= south <= north <= JAPAN[3]


def outline(drawn: BaseGeometry) -> int:
    """How many separate pieces a drawing has."""
    return len(drawn.geoms) if isinstance(drawn, MultiPolygon) else 1
