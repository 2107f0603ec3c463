"""One panel around one query: pending, error, empty, data, and old data with a new error. Start at ``query_boundary``.

The boundary draws an invisible claim, so a query is observed exactly while a boundary of it is on screen: a page author writes
no lifecycle code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import reflex as rx
from reflex_components_core.base.error_boundary import error_boundary

from components.states import blank_state
from state.binding import QueryRef

T = TypeVar("T")
_ASSET = rx.asset("query_claim.jsx", shared=True)


class QueryClaim(rx.Component):
    """Claims a query while it is on screen, on the connection that the page has now."""

    library = f"$/public/{_ASSET}"
    tag = "QueryClaim"

    connection: rx.Var[str]
    on_claim: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_release: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def query_claim(query: QueryRef[Any]) -> rx.Component:
    """Only the claim: for a query whose vars are drawn elsewhere on the page, like a count beside a title."""
    return QueryClaim.create(
        connection=rx.State.router.session.session_id,
        on_claim=lambda boundary: query.state.claim_query(query.name, boundary),
        on_release=query.state.release_query,
    )


def query_boundary(
    query: QueryRef[T],
    *,
    data: Callable[[Any], rx.Component],
    pending: rx.Component,
    error: Callable[[QueryRef[T]], rx.Component],
    stale_error: Callable[[QueryRef[T]], rx.Component] | None = None,
    empty: rx.Component | None = None,
) -> rx.Component:
    """Draw a query in whatever state it is.

    Args:
        query: ``UsersState.users``, say.
        data: Draws the data.
        pending: While there is nothing yet; a skeleton that appears after a moment by itself.
        error: There is nothing to show but the error.
        stale_error: Stands above data that could not be refreshed.
        empty: The data has no rows.
    """
    shown = data(query.data)
    settled = [rx.cond(query.is_empty, empty, shown) if empty is not None else shown]
    if stale_error is not None:
        settled.insert(0, rx.cond(query.is_error, stale_error(query)))
    return rx.fragment(
        query_claim(query),
        error_boundary(
            rx.cond(query.has_data, rx.fragment(*settled), rx.cond(query.is_error, error(query), pending)),
            fallback_render=_crashed(),
        ),
    )


def _crashed() -> rx.Component:
    """In place of a panel that could not be drawn: no internals, and the rest of the page lives on."""
    text = "The rest of the page works. Reload it to try again."
    return blank_state("circle-alert", "This part could not be drawn", text, tone="danger", role="alert")
