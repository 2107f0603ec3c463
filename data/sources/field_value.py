"""The types that a field can have, and what counts as a value of each. Start at ``check_value``.

Types are strict, because a value that merely looks right would be filtered and sorted as something else by the database:
``"12"`` is no integer, and neither is ``true``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from bson import Decimal128, ObjectId

from data.sources.document import to_json
from data.sources.mapping import FieldType


def check_value(kind: FieldType, value: Any) -> Any:
    """*value* as type *kind* has it.

    Raises:
        ValueError: It is of another type; the message says what was expected and found.
    """
    return _READERS[kind](value)


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, ObjectId | UUID):  # a reference to another document
        return str(value)
    raise _expected("text", value)


def _integer(value: Any) -> int:
    if isinstance(value, Decimal128):
        value = value.to_decimal()
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _expected("an integer", value)
    if not math.isfinite(value) or value != int(value):  # MongoDB's shell writes every number as a double
        raise _expected("an integer", value)
    return int(value)


def _float(value: Any) -> float:
    if isinstance(value, Decimal128):
        value = value.to_decimal()
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _expected("a number", value)
    try:
        number = float(value)
    except OverflowError:
        raise _expected("a number", value) from None
    if not math.isfinite(number):
        raise _expected("a finite number", value)
    return number


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _expected("true or false", value)


def _datetime(value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise _expected("a time", value)
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError:
        raise _expected("a time between the years 1 and 9999", value) from None


def _geo_point(value: Any) -> dict[str, float]:
    latitude, longitude = _coordinates(value)
    try:
        point = {"lat": _float(latitude), "lon": _float(longitude)}
    except ValueError:
        raise _expected("a point with two numbers", value) from None
    if abs(point["lat"]) > 90 or abs(point["lon"]) > 180:
        raise ValueError(f"expected degrees on Earth, found latitude {point['lat']:g} and longitude {point['lon']:g}")
    return point


def _coordinates(value: Any) -> tuple[Any, Any]:
    if isinstance(value, Mapping):
        shape = cast("Mapping[str, Any]", value)
        if shape.get("type") == "Point":
            return _pair(shape.get("coordinates"))
        for latitude, longitude in (("lat", "lon"), ("lat", "lng"), ("latitude", "longitude")):
            if latitude in shape and longitude in shape:
                return shape[latitude], shape[longitude]
        raise _expected('a GeoJSON Point, {"lat", "lon"} or [longitude, latitude]', cast("Any", value))
    return _pair(value)


def _pair(value: Any) -> tuple[Any, Any]:
    if isinstance(value, list | tuple):
        numbers = cast("list[Any]", value)
        if 2 <= len(numbers) <= 3:  # GeoJSON: longitude first, then latitude, perhaps an altitude
            return numbers[1], numbers[0]
    raise _expected("a point as [longitude, latitude]", value)


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return cast("list[Any]", value)
    raise _expected("a list", value)


def _object(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return cast("Mapping[str, Any]", value)
    raise _expected("an object", value)


def _map(value: Any) -> Mapping[str, Any]:
    entries = _object(value)
    nested = next((key for key, one in entries.items() if isinstance(one, Mapping | list)), None)
    if nested is not None:
        raise ValueError(f"expected a map of plain values, found {_found(entries[nested])} at {nested!r}")
    return entries


_READERS: dict[FieldType, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "datetime": _datetime,
    "geo_point": _geo_point,
    "list": _list,
    "object": _object,
    "map": _map,
}

_KIND_NAMES = {"datetime": "time"}


def _expected(what: str, value: Any) -> ValueError:
    return ValueError(f"expected {what}, found {_found(value)}")


def _found(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case str():
            return f"the text {shortened(value)}"
        case int() | float() | Decimal() | Decimal128():
            return f"the number {shortened(value)}"
        case Mapping():
            return "an object"
        case _:
            return f"a {_KIND_NAMES.get(type(value).__name__, type(value).__name__)}"


def shortened(value: Any) -> str:
    """*value* for a message, 40 characters at most."""
    text = repr(value) if isinstance(value, str) else str(value)
    return str(to_json(text if len(text) <= 40 else f"{text[:39]}…"))
