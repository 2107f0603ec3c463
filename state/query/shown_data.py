"""What an observer makes of the entry's raw data: a placeholder while there is none, and the selected part.

Remembers its last answers, so that equal data is selected once and keeps its identity. Start reading at ``ShownData.of``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from state.query.options import QueryOptions
from state.query.query import Query
from state.query.sentinels import MISSING
from state.query.structural_sharing import share_by


class Shown(NamedTuple):
    """What to show, whether it is a placeholder, and what ``select`` raised."""

    data: Any
    is_placeholder: bool
    select_error: Exception | None


class ShownData:
    """The memory of one observer."""

    __slots__ = (
        "_placeholder", "_placeholder_of", "_previous_query", "_scope", "_select", "_select_error", "_selected", "_selected_of",
    )  # fmt: skip

    def __init__(self) -> None:
        self._previous_query: Query | None = None  # the last one that had data
        self._scope: Any = None
        self._select: Any = None
        self._selected_of: Any = MISSING
        self._selected: Any = MISSING
        self._select_error: Exception | None = None
        self._placeholder_of: tuple[Any, Any] | None = None
        self._placeholder: Any = MISSING

    def of(self, query: Query, options: QueryOptions[Any]) -> Shown:
        """Return what an observer with *options* shows of *query*."""
        if query.scope != self._scope:
            self.forget()  # what one person was shown must not stand in for another one's
            self._scope = query.scope
        data, is_placeholder = query.state.data, False
        if data is not MISSING:
            self._previous_query = query
            self._placeholder_of, self._placeholder = None, MISSING
        elif query.state.status == "pending" and options.placeholder_data is not MISSING:
            data = self._placeholder_for(query, options)
            is_placeholder = data is not MISSING
        if data is MISSING or options.select is None:
            self._select_error = None
            return Shown(data, is_placeholder, None)
        return Shown(self._select_from(data, options), is_placeholder, self._select_error)

    def forget(self) -> None:
        """Drop what was shown: it must not be seen again."""
        self.__init__()

    def _placeholder_for(self, query: Query, options: QueryOptions[Any]) -> Any:
        given = options.placeholder_data
        previous = self._previous_query
        asked = (given, previous)
        if self._placeholder_of is not None and self._placeholder_of[0] is given and self._placeholder_of[1] is previous:
            return self._placeholder
        if callable(given):
            given = given(MISSING if previous is None else previous.state.data, previous)
        self._placeholder_of = asked
        self._placeholder = share_by(options.structural_sharing, previous=self._placeholder, following=given)
        return self._placeholder

    def _select_from(self, data: Any, options: QueryOptions[Any]) -> Any:
        if options.select is self._select and data is self._selected_of:
            return self._selected
        self._select, self._selected_of, self._select_error = options.select, data, None
        if options.select is None:
            return data
        try:
            selected = options.select(data)
        except Exception as error:  # noqa: BLE001 - shown as the result's error
            self._select_error = error
            return self._selected
        self._selected = share_by(options.structural_sharing, previous=self._selected, following=selected)
        return self._selected
