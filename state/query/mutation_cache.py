"""All mutations of one client, and whose turn it is in each scope."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from state.query.cache_events import MutationCacheEvent
from state.query.filters import MutationFilters
from state.query.mutation import Mutation
from state.query.mutation_options import MutationOptions
from state.query.notifier import Listeners

if TYPE_CHECKING:
    from state.query.query_client import QueryClient


class MutationCache:
    """The mutations that run, and those that ended a short while ago."""

    def __init__(self, client: QueryClient) -> None:
        self._client = client
        self._mutations: dict[Mutation, None] = {}
        self._lines: dict[Hashable, dict[Mutation, asyncio.Future[None]]] = {}  # a scope's mutations, first come first
        self._listeners: Listeners[MutationCacheEvent] = Listeners(client.notifier)

    def __len__(self) -> int:
        return len(self._mutations)

    def subscribe(self, listener: Callable[[MutationCacheEvent], object]) -> Callable[[], None]:
        """Call *listener* with every event; return the function that takes it out again."""
        return self._listeners.add(listener)

    def tell(self, event: MutationCacheEvent) -> None:
        """Announce *event*."""
        self._listeners.tell(event)

    def build(self, options: MutationOptions[Any, Any]) -> Mutation:
        """Return a new mutation of resolved *options*."""
        mutation = Mutation(self._client, options)
        self._mutations[mutation] = None
        self.tell(MutationCacheEvent("added", mutation))
        return mutation

    def find_all(self, filters: MutationFilters | None = None) -> list[Mutation]:
        """Return the mutations that match, in order of creation."""
        return [mutation for mutation in self._mutations if filters is None or filters.matches(mutation)]

    def remove(self, mutation: Mutation) -> None:
        """Take *mutation* out of the list; if it runs, it runs on."""
        if mutation in self._mutations:
            del self._mutations[mutation]
            self.tell(MutationCacheEvent("removed", mutation))

    def clear(self) -> None:
        """Take every mutation out of the list."""
        with self._client.notifier:
            for mutation in self.find_all():
                self.remove(mutation)

    def wake_all(self) -> None:
        """Let paused mutations look again whether they may continue."""
        for mutation in self.find_all():
            mutation.wake()

    def take_turn(self, mutation: Mutation) -> bool:
        """Queue *mutation* in its scope; return whether it may run at once."""
        scope = mutation.options.scope
        if scope is None:
            return True
        line = self._lines.setdefault(scope, {})
        turn = line[mutation] = asyncio.get_running_loop().create_future()
        if len(line) == 1:
            turn.set_result(None)
        return turn.done()

    async def wait_for_turn(self, mutation: Mutation) -> None:
        """Return when *mutation* is the first of its scope."""
        line = self._lines.get(mutation.options.scope)
        if line is not None and mutation in line:
            await line[mutation]

    def give_turn_away(self, mutation: Mutation) -> None:
        """Let the next one of the scope run."""
        for scope, line in tuple(self._lines.items()):
            if line.pop(mutation, None) is None:
                continue
            if not line:
                del self._lines[scope]
            elif not (turn := next(iter(line.values()))).done():
                turn.set_result(None)
