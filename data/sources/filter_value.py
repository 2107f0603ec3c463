"""Values to filter by, as callers give them, turned into the type of their field. Start at ``cast_operand``.

What comes from a URL is text; what comes from a program has a type already. Anything else, a dict above all, is refused, so
that no value can become an operator of a database. The ValueErrors' messages go on after a field's name.
"""

# ruff: noqa: TRY004  (pydantic and the callers take ValueError for a value of any wrong kind)
from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast, get_args

from data.repositories import Where
from data.repositories.protocols import Operator
from data.sources.mapping import FieldMapping, FieldType

MAX_VALUES = 100
"""How many values an ``in`` may have."""

MAX_VALUE_LENGTH = 1_000
"""How long a text to filter by may be, in characters."""

_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,20}\s*", re.ASCII)
_NUMBER = re.compile(r"\s*[+-]?[0-9.]{1,30}(e[+-]?[0-9]{1,3})?\s*", re.ASCII | re.IGNORECASE)


_OPERATORS = frozenset(get_args(Operator))


def cast_operand(field: FieldMapping, where: Where) -> Any:
    """The value of *where* as *field* has it; a tuple of them for ``in``.

    Raises:
        ValueError: It is of another type, too long, or none of the field's choices.
    """
    if where.operator not in _OPERATORS:
        raise ValueError(f"does not know the operator {str(where.operator)[:20]!r}")
    match where.operator:
        case "contains":
            if field.type != "string":
                raise ValueError("is no text, so it cannot contain one")
            return _cast_text(where.value)
        case "in":
            if not isinstance(where.value, list | tuple | set | frozenset):
                raise ValueError("needs a list of values")
            values = tuple(cast("list[Any]", where.value))
            if len(values) > MAX_VALUES:
                raise ValueError(f"takes at most {MAX_VALUES} values")
            return tuple(_cast(field, value) for value in values)
        case _:
            return _cast(field, where.value)


def _cast(field: FieldMapping, value: Any) -> Any:
    casted = _CASTS[field.type](value)
    if field.choices is not None and casted not in field.choices:
        raise ValueError(f"must be one of {', '.join(map(str, field.choices))}")
    return casted


def _cast_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    if len(value) > MAX_VALUE_LENGTH:
        raise ValueError(f"must not be longer than {MAX_VALUE_LENGTH} characters")
    if (problem := text_problem(value)) is not None:
        raise ValueError(problem)
    return value


def text_problem(text: str) -> str | None:
    """Why no database takes *text*, as the rest of a sentence; None if they do."""
    has_any = any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)
    return "holds a character that cannot be searched" if has_any else None


def _cast_integer(value: Any) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("must be a whole number")
    if not -(2**63) <= value < 2**63:
        raise ValueError("must be a whole number of at most 64 bits")
    return value


def _cast_float(value: Any) -> float:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = _number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")
    number = _number(value)
    if not math.isfinite(number):
        raise ValueError("must be a finite number")
    return number


def _number(value: str | int | float) -> float:
    try:
        return float(value)
    except (ValueError, OverflowError):
        raise ValueError("must be a number") from None


def _cast_boolean(value: Any) -> bool:
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower())
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _cast_datetime(value: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise ValueError("must be a time like 2026-03-01T08:00:00Z") from None


_CASTS: dict[FieldType, Callable[[Any], Any]] = {
    "string": _cast_text,
    "integer": _cast_integer,
    "float": _cast_float,
    "boolean": _cast_boolean,
    "datetime": _cast_datetime,
}
