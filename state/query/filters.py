"""Which entries a call is about.

Start reading at ``QueryFilters.matches``. All parts combine by AND; one that was not given matches everything.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from state.query.keys import QueryKey, check_key, hash_key, is_under, token_of
from state.query.query_result import FetchStatus
from state.query.sentinels import MISSING, Missing
from state.query.tags import tags_match

if TYPE_CHECKING:
    from state.query.mutation import Mutation
    from state.query.query import Query


@dataclass(frozen=True)
class QueryFilters:
    """A choice of queries.

    Attributes:
        key: Entries under this prefix; only this very key if *exact*.
        type: "active" has an enabled observer, "inactive" has none.
        stale: Only stale (True) or only fresh (False) entries.
        fetch_status: Only entries in this fetch status.
        predicate: Asked last, with the entry.
        tags: Entries about any of these; see ``tags``.
        scope: Only entries of this scope (None: of no scope). Not given: calls that read or write data see the
            entries of no scope, calls that only mark, refetch or drop see all.
    """

    key: QueryKey | None = None
    exact: bool = False
    type: Literal["all", "active", "inactive"] = "all"
    stale: bool | None = None
    fetch_status: FetchStatus | None = None
    predicate: Callable[[Query], Any] | None = None
    tags: Iterable[Hashable] | None = None
    scope: Hashable | Missing | None = MISSING

    def __post_init__(self) -> None:
        if self.key is not None:
            object.__setattr__(self, "key", check_key(self.key))
        if self.tags is not None:  # read more than once, so a generator must not be kept
            object.__setattr__(self, "tags", tuple(self.tags))

    def matches(self, query: Query) -> bool:
        """Return whether *query* passes every part."""
        return (
            (self.scope is MISSING or token_of(query.scope) == token_of(self.scope))
            and (self.key is None or self._matches_key(query, self.key))
            and (self.tags is None or tags_match(query.tags, self.tags))
            and self._matches_state(query)
            and (self.predicate is None or bool(self.predicate(query)))
        )

    def _matches_key(self, query: Query, key: QueryKey) -> bool:
        return query.key_hash == hash_key(key) if self.exact else is_under(query.key, key)

    def _matches_state(self, query: Query) -> bool:
        return (
            (self.type == "all" or query.is_active == (self.type == "active"))
            and (self.stale is None or query.is_stale == self.stale)
            and (self.fetch_status is None or query.state.fetch_status == self.fetch_status)
        )


@dataclass(frozen=True)
class MutationFilters:
    """A choice of mutations: by key prefix, status and predicate."""

    key: QueryKey | None = None
    exact: bool = False
    status: Literal["idle", "pending", "success", "error"] | None = None
    predicate: Callable[[Mutation], Any] | None = None

    def matches(self, mutation: Mutation) -> bool:
        """Return whether *mutation* passes every part; one without a key matches no key."""
        own = mutation.options.key
        if self.key is not None:
            if own is None:
                return False
            if not (hash_key(own) == hash_key(self.key) if self.exact else is_under(own, self.key)):
                return False
        return (self.status is None or mutation.state.status == self.status) and (
            self.predicate is None or bool(self.predicate(mutation))
        )


KeyOrFilters: TypeAlias = "QueryKey | QueryFilters | None"


def to_filters(given: KeyOrFilters, *, tags: Iterable[Hashable] | None = None) -> QueryFilters:
    """Return *given* (a key prefix, filters or None for all) as filters, narrowed by *tags*."""
    if isinstance(given, QueryFilters):
        if tags is None:
            return given
        return replace(given, tags=tuple(tags))
    return QueryFilters(key=given, tags=tags)
