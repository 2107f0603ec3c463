"""Documents of the external database: finding a value by its path, and making any value ready for JSON.

Start at ``value_at`` and ``to_json``. A path is names with dots between them, ``location.address.state``; where the document
holds a list, a number is a place in it (``coordinates.0``) and a name asks every element (``lines.price`` is a list then).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any, Final, cast

from bson.datetime_ms import DatetimeMS

MAX_DEPTH = 100
"""How deep a document may be nested; MongoDB's own limit. What is deeper is shown as an ellipsis."""

Document = Mapping[str, Any]


class Missing(Enum):
    """The type of ``MISSING``."""

    MISSING = "missing"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing.MISSING
"""What ``value_at`` finds where a document has no such path; not the same as null."""


def check_path(path: str) -> str:
    """*path* itself.

    Raises:
        ValueError: It is not a path; the message is the rest of a sentence that names it.
    """
    if not path.strip():
        raise ValueError("the path is empty; write one like location.address.state")
    for part in path.split("."):
        if not part.strip():
            raise ValueError(f"the path {path!r} has an empty part; write names with single dots between them")
        if part.startswith("$") or re.search(r'[\x00-\x1f"\\\[\]]', part):
            raise ValueError(f"the path {path!r} has a part that is no name; write names with dots between them")
    return path


def has_list_position(path: str) -> bool:
    """Whether *path* goes through a numbered place in a list."""
    return any(part.isdecimal() for part in path.split("."))


def value_at(document: Any, path: str) -> Any:
    """The value at *path*, or ``MISSING``."""
    return _descend(document, _parts(path))


@lru_cache(maxsize=1024)
def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _descend(value: Any, parts: tuple[str, ...]) -> Any:
    for place, part in enumerate(parts):
        if isinstance(value, dict | Mapping):
            value = cast("Mapping[str, Any]", value).get(part, MISSING)
        elif isinstance(value, list):
            elements = cast("list[Any]", value)
            if not part.isdecimal():
                found = [_descend(element, parts[place:]) for element in elements]
                return [one for one in found if one is not MISSING] or MISSING
            value = elements[int(part)] if int(part) < len(elements) else MISSING
        else:
            return MISSING
    return value


def parse_json_text(text: Any) -> Any:
    """The document in a text column; *text* itself where it holds none."""
    if not isinstance(text, str) or not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def to_json(value: Any, *, depth: int = 0) -> Any:
    """*value* as JSON has it: BSON's and SQL's own types become text, times ISO 8601 in UTC, bytes their size."""
    kind = cast("type[Any]", type(value))
    if kind is int or kind is bool or value is None:  # by far the most common, and a row holds many values
        return value
    if isinstance(value, str):
        # Half a surrogate pair, which JSON can spell and UTF-8 cannot, becomes a question mark.
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, int | float):
        return _number_to_json(value)
    is_mapping = kind is dict or isinstance(value, Mapping)
    if not is_mapping and not isinstance(value, list | tuple | set | frozenset):
        return _special_to_json(value)
    if depth >= MAX_DEPTH:
        return "…"
    if is_mapping:
        items = cast("Mapping[Any, Any]", value).items()
        return {to_json(str(key)): to_json(one, depth=depth + 1) for key, one in items}
    return [to_json(one, depth=depth + 1) for one in cast("list[Any]", value)]


def _number_to_json(value: float) -> Any:
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    return int(value)


def _special_to_json(value: Any) -> Any:
    match value:
        case datetime():
            return format_time(value)
        case date() | time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return f"<{len(cast('bytes', value))} bytes>"
        case DatetimeMS():  # a time outside of the years 1 to 9999
            return f"<{int(value)} ms since 1970>"
        case _:  # ObjectId, Decimal128, UUID, and what nobody thought of
            return to_json(str(value))


def format_time(value: datetime) -> str:
    """*value* in ISO 8601 and UTC, to the millisecond: ``2026-03-01T08:00:00.000Z``. Without a zone it is taken as UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
