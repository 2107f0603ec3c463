"""All entries of one client, found by identity, by key prefix or by tag; announces what happens to them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, Any

from state.query.cache_events import QueryCacheEvent
from state.query.errors import CancelledQueryError
from state.query.filters import QueryFilters
from state.query.key_trie import KeyTrie
from state.query.keys import KeyHash, QueryKey, scoped_hash
from state.query.notifier import Listeners
from state.query.options import QueryOptions
from state.query.query import Query
from state.query.tag_index import TagIndex
from state.query.tags import Tag, to_tags

if TYPE_CHECKING:
    from state.query.query_client import QueryClient


class QueryCache:
    """The entries. Use the client to fetch and write; use this to look and to listen."""

    def __init__(self, client: QueryClient) -> None:
        self._client = client
        self._queries: dict[KeyHash, Query] = {}
        self._keys = KeyTrie()
        self._tags = TagIndex()
        self._listeners: Listeners[QueryCacheEvent] = Listeners(client.notifier)
        self.by_identity: Callable[[KeyHash], Query | None] = self._queries.get  # the hot path: no frame of our own

    def __len__(self) -> int:
        return len(self._queries)

    @property
    def has_listeners(self) -> bool:
        """Whether anybody would hear an event."""
        return bool(len(self._listeners))

    def subscribe(self, listener: Callable[[QueryCacheEvent], object]) -> Callable[[], None]:
        """Call *listener* with every event; return the function that takes it out again."""
        return self._listeners.add(listener)

    def tell(self, event: QueryCacheEvent) -> None:
        """Announce *event*."""
        self._listeners.tell(event)

    def get(self, key: QueryKey, *, scope: Hashable | None = None) -> Query | None:
        """Return the entry of exactly this key and scope, or None."""
        return self._queries.get(scoped_hash(key, scope))

    def build(self, options: QueryOptions[Any]) -> Query:
        """Return the entry of resolved *options*, made if there is none."""
        query = self._queries.get(options.identity)
        if query is not None:
            if options is not query.options:
                query.adopt(options)
            return query
        query = Query(self._client, options)
        self._queries[query.identity] = query
        self._keys.add(query)
        self.tell(QueryCacheEvent("added", query))
        query.plan_gc()
        return query

    def find_all(self, filters: QueryFilters | None = None) -> list[Query]:
        """Return the entries that match, in order of creation."""
        if filters is None:
            return list(self._queries.values())
        return [query for query in self._candidates(filters) if filters.matches(query)]

    def retag(self, query: Query, before: Iterable[Tag]) -> None:
        """Note that *query* changed its tags."""
        self._tags.remove(query, before)
        self._tags.add(query, query.tags)

    def remove(self, query: Query) -> None:
        """Take *query* out; a fetch of it is called off, observers keep what they show."""
        if self._queries.get(query.identity) is not query:
            return
        del self._queries[query.identity]
        self._keys.remove(query)
        self._tags.remove(query, query.tags)
        query.end(CancelledQueryError(f"The query {query.key!r} was removed."))
        self.tell(QueryCacheEvent("removed", query))

    def clear(self) -> None:
        """Take every entry out."""
        with self._client.notifier:
            for query in self.find_all():
                self.remove(query)

    def _candidates(self, filters: QueryFilters) -> Iterable[Query]:
        if filters.key is not None:
            found: Iterable[Query] = self._keys.under(filters.key)
        elif filters.tags is not None:
            found = self._tags.about(to_tags(filters.tags))
        else:
            return tuple(self._queries.values())
        return sorted(found, key=lambda query: query.serial)
