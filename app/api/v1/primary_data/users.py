"""``/api/v1/primary-data/users``: the people of the caller's organisation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as PathParameter
from pydantic import BaseModel, ConfigDict, Field

from app.api.access import authorised, current_runtime
from app.api.cached import fetch_cached
from app.api.pages import Page, counted
from data.models import Role, UserPublic, UserStatus
from data.repositories import ListQuery, Where
from state.auth import Principal
from state.resources.users import user_count, user_detail, user_list

router = APIRouter(prefix="/api/v1/primary-data/users", tags=["primary data"])

Reader = Annotated[Principal, Depends(authorised("users:read"))]


class UserListParameters(BaseModel):
    """What may be asked of the list; anything else is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    search: str = Field(default="", max_length=200, description="Part of a name or an e-mail.")
    sort: str = Field(default="-created_at", max_length=64, description="A field, with - in front for descending.")
    status: list[UserStatus] = Field(default=[], max_length=4)
    role: list[Role] = Field(default=[], max_length=4)
    cursor: str | None = Field(default=None, max_length=2_000, description="The next of the page before.")
    limit: int = Field(default=50, ge=1, le=500)
    count: bool = Field(default=False, description="Whether to count all rows that match.")

    def to_query(self) -> ListQuery:
        """The same question, as repositories take it."""
        asked = {"status": self.status, "role": self.role}
        where = tuple(Where(field, "in", tuple(value.value for value in values)) for field, values in asked.items() if values)
        return ListQuery(where=where, search=self.search.strip(), sort=self.sort, limit=self.limit, after=self.cursor)


@router.get("", response_model=Page[UserPublic], response_model_exclude_unset=True)
async def list_users(
    request: Request, response: Response, parameters: Annotated[UserListParameters, Query()], principal: Reader
) -> dict[str, Any]:
    """One page of the organisation's people."""
    runtime, query = current_runtime(request), parameters.to_query()
    options = user_list(runtime.users, query, organisation=principal.organisation)
    page = await fetch_cached(runtime.client, options, response=response)
    answer: dict[str, Any] = {"items": [UserPublic.model_validate(user) for user in page.items], "next": page.next}
    if parameters.count:
        total = await runtime.client.fetch(user_count(runtime.users, query, organisation=principal.organisation))
        answer["count"] = counted(total)
    return answer


@router.get("/{user_id}")
async def get_user(
    request: Request, response: Response, user_id: Annotated[str, PathParameter(max_length=64)], principal: Reader
) -> UserPublic:
    """One person. Somebody of another organisation is not found."""
    runtime = current_runtime(request)
    options = user_detail(runtime.users, user_id, organisation=principal.organisation)
    return UserPublic.model_validate(await fetch_cached(runtime.client, options, response=response))
