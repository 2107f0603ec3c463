"""What the caches announce. Metrics, developer tools and audits subscribe; the engine does not know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from state.query.mutation import Mutation
    from state.query.mutation_state import MutationAction
    from state.query.query import Query
    from state.query.query_observer import QueryObserver
    from state.query.query_state import Action

QueryEventType: TypeAlias = Literal[
    "added",
    "removed",
    "updated",
    "observer_added",
    "observer_removed",
    "observer_result_updated",
    "observer_options_updated",
]


@dataclass(frozen=True, slots=True)
class QueryCacheEvent:
    """Something happened to an entry; *action* says what, for "updated"."""

    type: QueryEventType
    query: Query
    action: Action | None = None
    observer: QueryObserver[Any] | None = None


@dataclass(frozen=True, slots=True)
class MutationCacheEvent:
    """Something happened to a mutation; *action* says what, for "updated"."""

    type: Literal["added", "removed", "updated"]
    mutation: Mutation
    action: MutationAction | None = None
