"""``/api/v1/external-data/shared-resources``: rows of the external database, read-only.

A list names its resource (``?resource=sites``) and may filter by any field that the mapping declares as filterable:
``filter[kind]=port``; the same filter twice means either value.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as PathParameter
from pydantic import BaseModel, ConfigDict, Field

from app.api.access import authorised, current_runtime
from app.api.cached import fetch_cached
from app.api.pages import Page, counted
from data.errors import Invalid
from data.repositories import ListQuery, Where
from state.resources.shared_resources import shared_resource_count, shared_resource_detail, shared_resource_list

router = APIRouter(prefix="/api/v1/external-data/shared-resources", tags=["external data"])

_READERS = [Depends(authorised("resources:read"))]
_FILTER = re.compile(r"filter\[([^\[\]]{1,64})\]")
_MAX_FILTERS = 20


class ResourceListParameters(BaseModel):
    """What may be asked of a list, besides filters."""

    model_config = ConfigDict(frozen=True)

    resource: str = Field(min_length=1, max_length=64, description="Name of the resource in the mapping.")
    search: str = Field(default="", max_length=200)
    sort: str = Field(default="id", max_length=64, description="A sortable field, with - in front for descending.")
    cursor: str | None = Field(default=None, max_length=2_000, description="The next of the page before.")
    limit: int = Field(default=50, ge=1, le=500)
    count: bool = Field(default=False, description="Whether to count all rows that match.")


class ResourceItem(BaseModel):
    """One row of a list."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    resource: str
    id: str
    title: str
    fields: dict[str, Any]
    read_at: datetime


class ResourceDetail(ResourceItem):
    """One row with everything the database holds of it."""

    document: dict[str, Any]


class RejectedItem(BaseModel):
    """A row that does not fit the mapping, and why."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    id: str
    reason: str


class ResourcePage(Page[ResourceItem]):
    """One page, and the rows in it that could not be shown."""

    rejected: list[RejectedItem]


def filters(request: Request) -> tuple[Where, ...]:
    """The conditions in the query string.

    Raises:
        Invalid: It has a parameter that this endpoint does not know, or too many filters.
    """
    wanted: dict[str, list[str]] = {}
    unknown: dict[str, str] = {}
    for name, text in request.query_params.multi_items():
        if match := _FILTER.fullmatch(name):
            wanted.setdefault(match[1], []).append(text)
        elif name not in ResourceListParameters.model_fields:
            unknown[name[:100]] = "is not known here"
    if unknown:
        raise Invalid("The request cannot be accepted; see errors.", fields=unknown)
    if len(wanted) > _MAX_FILTERS:
        raise Invalid(f"A list takes at most {_MAX_FILTERS} filters.", fields={"filter": f"at most {_MAX_FILTERS}"})
    return tuple(_condition(field, texts) for field, texts in wanted.items())


@router.get("", response_model=ResourcePage, response_model_exclude_unset=True, dependencies=_READERS)
async def list_shared_resources(
    request: Request,
    response: Response,
    parameters: Annotated[ResourceListParameters, Query()],
    where: Annotated[tuple[Where, ...], Depends(filters)],
) -> dict[str, Any]:
    """One page of a resource."""
    runtime = current_runtime(request)
    query = ListQuery(
        where=where, search=parameters.search.strip(), sort=parameters.sort, limit=parameters.limit, after=parameters.cursor
    )
    try:
        options = shared_resource_list(runtime.source, parameters.resource, query)
        page = await fetch_cached(runtime.client, options, response=response)
    except Invalid as error:
        raise _in_terms_of_the_url(error, where) from error
    answer: dict[str, Any] = {"items": page.items, "rejected": page.rejected, "next": page.next}
    if parameters.count:
        total = await runtime.client.fetch(shared_resource_count(runtime.source, parameters.resource, query))
        answer["count"] = counted(total)
    return answer


@router.get("/{resource}/{resource_id:path}", response_model=ResourceDetail, dependencies=_READERS)
async def get_shared_resource(
    request: Request,
    response: Response,
    resource: Annotated[str, PathParameter(max_length=64)],
    resource_id: Annotated[str, PathParameter(min_length=1, max_length=512)],
) -> Any:
    """One row with its whole document."""
    runtime = current_runtime(request)
    options = shared_resource_detail(runtime.source, resource, resource_id)
    return await fetch_cached(runtime.client, options, response=response)


def _condition(field: str, texts: list[str]) -> Where:
    # Texts as they came: the source knows the type of the field and casts them.
    return Where(field, "eq", texts[0]) if len(texts) == 1 else Where(field, "in", tuple(texts))


def _in_terms_of_the_url(error: Invalid, where: tuple[Where, ...]) -> Invalid:
    names = {condition.field: f"filter[{condition.field}]" for condition in where}
    return Invalid(error.message, fields={names.get(field, field): reason for field, reason in error.fields.items()})
