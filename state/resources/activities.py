"""What people did: the query that shows it, and the row that records it.

Keys: ``("activities", organisation, "of", object_type, object_id)``. Tag: ``("activities",)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.models import Activity
from data.models.entity import utc_now
from data.repositories import ListQuery, Page, ReadRepository, Where
from state.auth import Principal
from state.query import QueryContext, QueryOptions
from state.resources.retries import is_worth_retrying, until_it_answers

ACTIVITIES = str(Activity.__tablename__)
STALE_TIME = 30.0


def activity_of(
    principal: Principal,
    verb: str,
    subject: Any,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Activity:
    """The record of one change, to be written in the same transaction as the change itself."""
    return Activity.model_validate(
        {
            "organisation": subject.organisation,
            "actor_id": principal.user_id,
            "actor_name": principal.name,
            "verb": verb,
            "object_type": subject.noun,
            "object_id": subject.id,
            "object_name": subject.name,
            "before": dict(before or {}),
            "after": dict(after or {}),
            "at": utc_now(),
        }
    )


def activities_of(
    activities: ReadRepository[Activity], object_type: str, object_id: str, *, organisation: str
) -> QueryOptions[Page[Activity]]:
    """The newest things that happened to one object."""
    query = ListQuery(
        where=(
            Where("organisation", "eq", organisation),
            Where("object_type", "eq", object_type),
            Where("object_id", "eq", object_id),
        ),
        sort="-at",
        limit=50,
    )

    async def fetch(_: QueryContext) -> Page[Activity]:
        return await activities.list(query)

    return QueryOptions(
        (ACTIVITIES, organisation, "of", object_type, object_id),
        fetch,
        stale_time=STALE_TIME,
        tags=((ACTIVITIES,),),
        scope=organisation,
        retry=is_worth_retrying,
        refetch_interval=until_it_answers,
    )
