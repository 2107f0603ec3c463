"""Changes shown before the source has confirmed them, each in a layer of its own over the base data.

A layer that fails goes alone; the others are applied again. New base data from the source slides in underneath. A layer
that succeeds becomes part of the base, so an updater is best idempotent: the source may already show what it does.
Start reading at ``OptimisticLayer``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from state.query.notifier import report
from state.query.sentinels import MISSING

if TYPE_CHECKING:
    from state.query.query import Query
    from state.query.query_client import QueryClient


class OptimisticLayer:
    """One change, shown while the block runs: ``async with client.optimistic(key, updater) as layer``.

    Leaving the block normally keeps the change; an exception (or ``undo``) takes exactly this layer back.
    The updater gets the data under the layer and returns new data; it must not change what it gets.
    """

    def __init__(self, client: QueryClient, queries: Callable[[], list[Query]], *, updater: Callable[[Any], Any]) -> None:
        self._client = client
        self._choose = queries
        self._queries: list[Query] = []
        self._updater = updater

    async def __aenter__(self) -> OptimisticLayer:
        self._queries = self._choose()
        for query in self._queries:
            if query.base is not MISSING:
                self._updater(query.base)  # one that raises must do so before anything is shown
        with self._client.notifier:
            for query in self._queries:
                query.add_layer(self)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.keep()
        else:
            self.undo()

    def keep(self) -> None:
        """Make the change part of the base data; a second call does nothing."""
        self._leave(is_kept=True)

    def undo(self) -> None:
        """Take the change back; a second call does nothing."""
        self._leave(is_kept=False)

    def over(self, base: Any) -> Any:
        """Return *base* with this change; base data it cannot be applied to stays as it is."""
        if base is MISSING:
            return base
        try:
            return self._updater(base)
        except Exception as error:  # noqa: BLE001 - the source changed shape under an optimistic guess: drop the guess
            report(error, message=f"An optimistic updater failed: {self._updater!r}")
            return base

    def _leave(self, *, is_kept: bool) -> None:
        queries, self._queries = self._queries, []
        with self._client.notifier:
            for query in queries:
                query.remove_layer(self, is_kept=is_kept)
