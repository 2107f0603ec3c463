"""Tags say what data is about, across keys: ``("users",)`` the collection, ``("users", id)`` one member.

A change of one member touches what is about that member or about the whole collection; a change of the collection
touches everything about any member. So two tags meet when one is the beginning of the other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeAlias

from state.query.keys import KeyHash, check_key, hash_key

Tag: TypeAlias = KeyHash


def to_tag(given: Hashable) -> Tag:
    """Return *given* as a tag: ``"users"`` and ``("users", "*")`` both mean ``("users",)``."""
    parts = (given,) if isinstance(given, str) else check_key(given)
    return hash_key(parts[:-1] if parts[-1:] == ("*",) else parts)


def to_tags(given: Iterable[Hashable]) -> tuple[Tag, ...]:
    """Return every tag of *given*, normalised."""
    return tuple(to_tag(tag) for tag in given)


def tags_match(own: Iterable[Tag], wanted: Iterable[Hashable]) -> bool:
    """Return whether any of *own* meets any of *wanted*."""
    targets = to_tags(wanted)
    return any(_meets(tag, target) for tag in own for target in targets)


def _meets(one: Tag, other: Tag) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
