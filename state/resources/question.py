"""What a list is asked, as a part of a cache key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.repositories import ListQuery


def question(query: ListQuery) -> dict[str, Any]:
    """Everything of *query* that makes another answer."""
    filters = [[where.field, where.operator, where.value] for where in query.where]
    return {"where": filters, "search": query.search, "sort": query.sort, "limit": query.limit, "after": query.after}


def whole(query: ListQuery) -> ListQuery:
    """The same question about all rows at once: for a count, to which sort and page do not matter."""
    return replace(query, after=None, sort=ListQuery().sort, limit=ListQuery().limit)
