"""Answers from the query cache, with headers that say how old they are. Start reading at ``fetch_cached``."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from fastapi import Response

from state.query import QueryClient, QueryOptions

T = TypeVar("T")


async def fetch_cached(client: QueryClient, options: QueryOptions[T], *, response: Response) -> T:
    """The data of *options*, from the cache while it is fresh.

    Sets ``X-Cache`` (``hit`` or ``miss``) and ``Age`` (whole seconds since the data was read) on *response*.

    Raises:
        AppError: What the query function raised; nothing is tried twice, a program can ask again by itself.
    """
    before = client.get_state(options.key, scope=options.scope)
    data = await client.fetch(replace(options, retry=0))
    after = client.get_state(options.key, scope=options.scope)
    if after is not None:
        is_hit = before is not None and 0 < before.data_updated_at == after.data_updated_at
        response.headers["X-Cache"] = "hit" if is_hit else "miss"
        response.headers["Age"] = str(max(0, int(client.clock.now() - after.data_updated_at)))
    return data
