"""Query keys: their identity, and when one key lies under another.

A key is a tuple such as ``("users", "list", {"search": "ann"})``. Start reading at ``hash_key``.
Python says ``1 == True == 1.0``; a cache must not, so these parts carry their type in the hash.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypeAlias, cast
from uuid import UUID

from state.query.errors import InvalidKeyError
from state.query.sentinels import MISSING

QueryKey: TypeAlias = Sequence[Any]
KeyHash: TypeAlias = tuple[Hashable, ...]

_PLAIN: Final = frozenset({str, int, type(None)})  # parts that are their own token


class _Kind(Enum):
    """What a token was before; an Enum member, so that no part of a key can imitate it."""

    BOOL = "bool"
    FLOAT = "float"
    ENUM = "enum"
    UUID = "uuid"
    DATETIME = "datetime"
    DATE = "date"
    MAPPING = "mapping"
    SEQUENCE = "sequence"
    SCOPE = "scope"


def hash_key(key: QueryKey) -> KeyHash:
    """Return the identity of *key*: equal for keys that mean the same, whatever the order of mapping items.

    Raises:
        InvalidKeyError: *key* is no tuple or list, or a part has no stable identity.
    """
    if key.__class__ is not tuple:
        key = check_key(key)
    for part in key:
        if part.__class__ not in _PLAIN:
            return tuple(token_of(part) for part in key)
    return cast("KeyHash", key)


def scoped_hash(key: QueryKey, scope: Hashable) -> KeyHash:
    """Return the identity of *key* inside *scope*; no key without a scope can ever equal it."""
    hashed = hash_key(key)
    return hashed if scope is None else (_Kind.SCOPE, token_of(scope), hashed)


def check_key(key: object) -> tuple[Any, ...]:
    """Return *key* as a tuple.

    Raises:
        InvalidKeyError: *key* is no tuple or list.
    """
    if isinstance(key, (tuple, list)):
        return tuple(cast("Sequence[Any]", key))
    raise InvalidKeyError(f"A query key is a tuple, not {key!r}: write ({key!r},).")


def token_of(part: Any) -> Hashable:
    """Return what stands for one part of a key in its hash.

    Raises:
        InvalidKeyError: the part has no stable identity.
    """
    kind = part.__class__
    if kind in _PLAIN:
        return part
    if kind is bool:
        return (_Kind.BOOL, part)
    if kind is float and part == part:  # noqa: PLR0124 - NaN never equals itself, so it cannot be found again
        return (_Kind.FLOAT, part)
    if isinstance(part, Enum):
        return (_Kind.ENUM, kind.__module__, kind.__qualname__, part.name)
    return _token_of_object(part)


def _token_of_object(part: Any) -> Hashable:
    if isinstance(part, UUID):
        return (_Kind.UUID, part.hex)
    if isinstance(part, datetime):
        return (_Kind.DATETIME, part.isoformat())
    if isinstance(part, date):
        return (_Kind.DATE, part.isoformat())
    if isinstance(part, Mapping):
        items = cast("Mapping[Any, Any]", part).items()
        tokens = [(token_of(name), token_of(value)) for name, value in items if value is not MISSING]
        return (_Kind.MAPPING, *sorted(tokens, key=repr))
    if isinstance(part, (list, tuple)):
        return (_Kind.SEQUENCE, *(token_of(item) for item in cast("Sequence[Any]", part)))
    raise InvalidKeyError(
        f"A query key cannot hold {part!r} ({type(part).__qualname__}): "
        "use str, int, float, bool, None, Enum, UUID, date, or a mapping or list of these."
    )


def is_container(part: Any) -> bool:
    """Return whether *part* can match in part (a mapping or a sequence), and not only as a whole."""
    return isinstance(part, (Mapping, list, tuple))


def is_under(key: QueryKey, prefix: QueryKey) -> bool:
    """Return whether *key* begins with *prefix*; a mapping in the prefix may hold fewer items than the key's."""
    return len(prefix) <= len(key) and all(_covers(own, wanted) for own, wanted in zip(key, prefix, strict=False))


def _covers(own: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping) and isinstance(own, Mapping):
        theirs = cast("Mapping[Any, Any]", own)
        items = cast("Mapping[Any, Any]", wanted).items()
        return all(_covers(theirs.get(name, MISSING), value) for name, value in items if value is not MISSING)
    if isinstance(wanted, (list, tuple)) and isinstance(own, (list, tuple)):
        return is_under(cast("QueryKey", own), cast("QueryKey", wanted))
    if own is MISSING or is_container(wanted) or is_container(own):
        return False
    return token_of(own) == token_of(wanted)
