"""``QueryState``: the base of every State that declares queries or mutations.

The four handlers below are all that a page's boundaries ever send. They take a name and a boundary id from the browser, so
anything may come: a name is looked up among the declared ones. They are public, because they only pass on to the declared
method, and that method's own rule says who may see its query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import reflex as rx
from reflex_base.event import EventHandler

from state.auth import public
from state.binding import reflex_internals as internals
from state.binding.from_browser import text_from_browser
from state.binding.mutation import MutationHandler, mutation
from state.binding.query_var import query_var
from state.query import InfiniteQueryObserver
from state.runtime import is_running, runtime

MAX_BOUNDARY = 64  # characters; React's own ids have five or so


class QueryState(rx.State):
    """A State class that is a query cache: see ``query_var`` and ``mutation``."""

    queries: ClassVar[dict[str, query_var[Any]]] = {}
    mutations: ClassVar[dict[str, mutation[Any, Any]]] = {}
    if TYPE_CHECKING:
        claim_query: ClassVar[EventHandler]
        release_query: ClassVar[EventHandler]
        refetch_query: ClassVar[EventHandler]
        fetch_next_page: ClassVar[EventHandler]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.queries = {name: value for name, value in vars(cls).items() if isinstance(value, query_var)}
        cls.mutations = {name: value for name, value in vars(cls).items() if isinstance(value, mutation)}
        if cls.queries:
            for handler in (claim_query, release_query, refetch_query, fetch_next_page):
                setattr(cls, handler.__name__, internals.copy_handler(cls, handler))
        super().__init_subclass__(**kwargs)
        for declared in cls.mutations.values():
            internals.add_event_handler(cls, declared.handler(), MutationHandler)

    @internals.overrides_reflex
    def get_delta(self) -> Any:
        """What is sent to the browser: the newest results of what it shows, and nothing that it has."""
        if not is_running():
            return super().get_delta()
        runtime().binding.follow(self)
        return runtime().binding.trim(self, super().get_delta())


@public
def claim_query(self: Any, name: str, boundary: str) -> None:
    """A boundary appeared, or came back after a lost connection."""
    name, boundary = text_from_browser(name), text_from_browser(boundary)
    if name in self.queries and 0 < len(boundary) <= MAX_BOUNDARY:
        runtime().binding.claim(self, name, boundary)


@public
def release_query(self: Any, boundary: str) -> None:
    """A boundary left the page."""
    runtime().binding.release(internals.client_token(self), lambda claimed, _: claimed == boundary)


@public
def refetch_query(self: Any, name: str) -> None:
    """Somebody asked for the newest data."""
    if (mounted := runtime().binding.mounted(self, text_from_browser(name))) and mounted.observer:
        runtime().binding.spawn(mounted.observer.refetch())


@public
def fetch_next_page(self: Any, name: str) -> None:
    """Somebody scrolled to the end of what is loaded."""
    mounted = runtime().binding.mounted(self, text_from_browser(name))
    if mounted and isinstance(mounted.observer, InfiniteQueryObserver):
        runtime().binding.spawn(mounted.observer.fetch_next_page())
