"""Finds the entries about something in time proportional to how many there are. What "about" means: see ``tags``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from state.query.tags import Tag

if TYPE_CHECKING:
    from state.query.query import Query


class TagIndex:
    """An index of queries by their tags."""

    def __init__(self) -> None:
        self._tagged: dict[Tag, dict[Query, None]] = {}  # by the very tag
        self._below: dict[Tag, dict[Query, None]] = {}  # by every beginning of a tag, itself included

    def add(self, query: Query, tags: Iterable[Tag]) -> None:
        """Note that *query* carries *tags*."""
        for tag in tags:
            self._tagged.setdefault(tag, {})[query] = None
            for beginning in _beginnings(tag):
                self._below.setdefault(beginning, {})[query] = None

    def remove(self, query: Query, tags: Iterable[Tag]) -> None:
        """Forget that *query* carries *tags* (all it carries: they share beginnings)."""
        for tag in tags:
            _discard(self._tagged, tag, query)
            for beginning in _beginnings(tag):
                _discard(self._below, beginning, query)

    def about(self, tags: Iterable[Tag]) -> set[Query]:
        """Return every query about any of *tags*: about the same, something inside it, or what it is inside of."""
        found: set[Query] = set()
        for tag in tags:
            found.update(self._below.get(tag, ()))
            for beginning in _beginnings(tag):
                found.update(self._tagged.get(beginning, ()))
        return found


def _beginnings(tag: Tag) -> Iterator[Tag]:
    return (tag[:length] for length in range(1, len(tag) + 1))


def _discard(index: dict[Tag, dict[Query, None]], tag: Tag, query: Query) -> None:
    queries = index.get(tag)
    if queries is not None:
        queries.pop(query, None)
        if not queries:
            del index[tag]
