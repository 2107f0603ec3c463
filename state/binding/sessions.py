"""Which browser tab shows which query. Start at ``Session``.

A boundary on a page *claims* a query; a claim belongs to a connection. When a connection is lost, what nobody has claimed again
within the grace period is released. There are no reference counts: what is claimed is observed, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from state.binding.wire import Problem
from state.query import InfiniteQueryObserver, QueryObserver

if TYPE_CHECKING:
    from state.binding.query_state import QueryState

QueryName = tuple[type["QueryState"], str]
MAX_CLAIMS = 64  # boundaries of one query in one tab; a page has one or two, only a forged client has more
_NEVER = object()


@dataclass(eq=False)
class MountedQuery:
    """One query of one tab: its observer, who shows it, and what its browser has.

    Attributes:
        observer: None while the person may not see the query; *problem* says why.
        claims: Boundary id to the connection that it was claimed on.
        sent: Wire var to the value that was last sent.
    """

    observer: QueryObserver[Any] | InfiniteQueryObserver[Any] | None = None
    problem: Problem = field(default_factory=Problem)
    claims: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    close: Callable[[], None] = lambda: None

    def has_sent(self, var: str, value: Any) -> bool:
        """Whether the browser has exactly this value already."""
        known = self.sent.get(var, _NEVER)
        return known is value or (var.endswith("__meta") and known == value)

    def claim(self, boundary: str, connection: str) -> None:
        """A boundary shows the query, on this connection."""
        if boundary in self.claims or len(self.claims) < MAX_CLAIMS:
            self.claims[boundary] = connection
        self.sent.clear()


@dataclass(eq=False)
class Session:
    """Everything that one browser tab observes."""

    queries: dict[QueryName, MountedQuery] = field(default_factory=dict)
    mutations: dict[QueryName, dict[str, Any]] = field(default_factory=dict)

    def release(self, is_lost: Callable[[str, str], bool]) -> None:
        """Drop the claims for which ``is_lost(boundary, connection)``, and the observers that nobody claims any more."""
        for name, mounted in tuple(self.queries.items()):
            mounted.claims = {boundary: on for boundary, on in mounted.claims.items() if not is_lost(boundary, on)}
            if not mounted.claims:
                mounted.close()
                del self.queries[name]
