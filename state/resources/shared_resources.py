"""Shared resources: the external database's rows, read-only. Start at ``shared_resource_pages``.

Keys: ``("shared_resources", resource, "pages" | "list" | "count" | "detail" | "choices", ...)``. They carry no scope: everybody
who may read the external database sees the same rows. Nothing announces a change there, so screens ask again by themselves:
every ``POLL`` seconds, and more often while the database does not answer (``retries.py``).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from data.repositories import Count, ListQuery
from data.sources import FieldMapping, ResourceMapping, ResourcePage, SharedResource, SharedResourceSource
from state.query import InfiniteQueryOptions, QueryContext, QueryOptions
from state.resources.question import question, whole
from state.resources.retries import is_worth_retrying, until_it_answers

COLLECTION = "shared_resources"
STALE_TIME = 30.0
POLL = 30.0


def _key(resource: str, *parts: Any) -> tuple[Any, ...]:
    return (COLLECTION, resource, *parts)


def _poll(query: Any) -> float:
    return until_it_answers(query) or POLL


def shared_resource_pages(source: SharedResourceSource, resource: str, query: ListQuery) -> InfiniteQueryOptions[ResourcePage]:
    """All pages that somebody has scrolled through so far."""
    asked = replace(query, after=None)

    async def fetch(context: QueryContext) -> ResourcePage:
        return await source.list(resource, replace(asked, after=context.page_param))

    return InfiniteQueryOptions(
        key=_key(resource, "pages", question(asked)),
        fn=fetch,
        initial_page_param=None,
        get_next_page_param=_next_page,
        stale_time=STALE_TIME,
        tags=((COLLECTION, resource),),
        retry=is_worth_retrying,
        refetch_interval=_poll,
    )


def _next_page(last: ResourcePage, *_: Any) -> str | None:
    return last.next


def shared_resource_list(source: SharedResourceSource, resource: str, query: ListQuery) -> QueryOptions[ResourcePage]:
    """One page, for programs."""

    async def fetch(_: QueryContext) -> ResourcePage:
        return await source.list(resource, query)

    return QueryOptions(
        _key(resource, "list", question(query)),
        fetch,
        stale_time=STALE_TIME,
        tags=((COLLECTION, resource),),
        retry=is_worth_retrying,
    )


def shared_resource_count(source: SharedResourceSource, resource: str, query: ListQuery) -> QueryOptions[Count]:
    """How many rows match, counted up to a cap. Sort and page of *query* do not matter."""
    asked = whole(query)

    async def fetch(_: QueryContext) -> Count:
        return await source.count(resource, asked)

    return QueryOptions(
        _key(resource, "count", question(asked)),
        fetch,
        stale_time=STALE_TIME,
        tags=((COLLECTION, resource),),
        retry=is_worth_retrying,
        refetch_interval=_poll,
    )


def shared_resource_detail(source: SharedResourceSource, resource: str, resource_id: str) -> QueryOptions[SharedResource]:
    """One row with its whole document."""

    async def fetch(_: QueryContext) -> SharedResource:
        return await source.get(resource, resource_id)

    return QueryOptions(
        _key(resource, "detail", resource_id),
        fetch,
        stale_time=STALE_TIME,
        tags=((COLLECTION, resource),),
        retry=is_worth_retrying,
        refetch_interval=_poll,
    )


def shared_resource_choices(source: SharedResourceSource, resource: str) -> QueryOptions[dict[str, list[str]]]:
    """The values of each field that a filter's menu can offer, by field; at most 200 values each."""

    async def fetch(_: QueryContext) -> dict[str, list[str]]:
        fields = menu_fields(source.resources()[resource])
        values = await asyncio.gather(*(source.distinct(resource, declared.name) for declared in fields))
        return {declared.name: found for declared, found in zip(fields, values, strict=True)}

    return QueryOptions(
        _key(resource, "choices"),
        fetch,
        stale_time=10 * STALE_TIME,
        tags=((COLLECTION, resource),),
        retry=is_worth_retrying,
        refetch_interval=until_it_answers,
    )


def menu_fields(resource: ResourceMapping) -> tuple[FieldMapping, ...]:
    """The fields whose values a menu can list: filterable texts."""
    return tuple(declared for declared in resource.fields if declared.is_filterable and declared.type == "string")
