"""Says what is wrong with a mapping file, where, and what to write instead. Start at ``first_mistake``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from data.sources.mapping import FieldType

KnownKeys = Mapping[int, Sequence[str]]


def toml_mistake(message: str) -> str:
    """The end of a sentence about a file that is not TOML; *message* is the parser's."""
    what = message[:1].lower() + message[1:]
    if message.startswith(("Cannot declare", "Cannot overwrite")):
        return f"the same table or key is written twice ({what}); remove or rename one."
    return f"it is not valid TOML ({what}); correct it there."


def listed(values: Iterable[Any]) -> str:
    """*values* with commas between."""
    return ", ".join(str(value) for value in values)


def first_mistake(error: ValidationError, *, known_keys: KnownKeys) -> str:
    """The end of a sentence about the first mistake: its place as a table's header, what is wrong, and the fix.

    Args:
        known_keys: Depth in the file, in names, to the keys that may stand there.
    """
    mistakes = error.errors(include_url=False)
    more = f" ({len(mistakes) - 1} more after it)" if len(mistakes) > 1 else ""
    place, what = _explained(mistakes[0], known_keys)
    return f"{place}{what}{more}."


def _explained(mistake: ErrorDetails, known_keys: KnownKeys) -> tuple[str, str]:
    location = [str(part) for part in mistake["loc"]]
    if mistake["type"] == "value_error":
        named = {"path", "id", "title", "collection"}
        key = f"`{location[-1]}`: " if location and location[-1] in named and len(location) != 2 else ""
        return _place(location[:-1] if key else location), key + str(mistake.get("ctx", {}).get("error", ""))
    return _place(location[:-1]), _key_mistake(mistake, location, known_keys=known_keys)


def _key_mistake(mistake: ErrorDetails, location: list[str], *, known_keys: KnownKeys) -> str:
    key = location[-1] if location else ""
    match mistake["type"]:
        case "missing":
            return f"`{key}` is missing; add {_HINTS.get(key, f'`{key}`')}"
        case "extra_forbidden":
            return f"unknown key `{key}`; {_suggestion(key, known_keys[len(location)])}"
        case "literal_error":
            return f"unknown type {mistake['input']!r}; use one of {listed(get_args(FieldType))}"
        case kind if kind in _KINDS:
            return f"`{key}` must be {_KINDS[kind]}"
        case _:
            return f"`{key}` must be a table, like [{'.'.join([*location, '<name>'])}]"


_KINDS = {
    "bool_type": "true or false, without quotes",
    "string_type": "text in quotes",
    "list_type": 'a list, like ["a", "b"]',
}

_HINTS = {
    "id": '`id = "…"`, the path of the value that identifies a document',
    "collection": '`collection = "…"`, the collection, table or view to read',
    "path": '`path = "…"`, where the value stands in a document',
    "type": f'`type = "…"`, one of {listed(get_args(FieldType))}',
    "fields": "at least one [resources.<name>.fields.<field>]",
    "resources": "at least one [resources.<name>]",
}


def _place(location: list[str]) -> str:
    return f"[{'.'.join(location)}]: " if location else ""


def _suggestion(key: str, known: Sequence[str]) -> str:
    close = get_close_matches(key, known, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else f"the known keys are {listed(known)}"
