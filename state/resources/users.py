"""Users: cache keys, queries and mutations, once for pages, REST and tests. Start at ``user_list``.

Keys: ``("users", organisation, "list" | "count" | "detail", ...)``. Tags: ``("users",)`` on everything that holds many users,
``("users", id)`` on one. A change of one user invalidates its tag, and so what is tagged with it or with a prefix of it: the
change feed does that, so a write anywhere reaches every screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from data.errors import NotFound
from data.models import User, UserCreate, UserUpdate
from data.repositories import Count, ListQuery, Page, Repository, Where
from state.auth import Principal
from state.auth.roles import may_change, may_give_role, may_remove
from state.query import MutationOptions, QueryClient, QueryContext, QueryFilters, QueryOptions
from state.resources.activities import ACTIVITIES, activity_of
from state.resources.question import question, whole
from state.resources.retries import is_worth_retrying, until_it_answers

USERS = str(User.__tablename__)
LIST_STALE_TIME = 30.0
DETAIL_STALE_TIME = 30.0


def users_key(organisation: str, *parts: Any) -> tuple[Any, ...]:
    """The key of all user entries of one organisation, or of one kind of them."""
    return (USERS, organisation, *parts)


def _within(query: ListQuery, organisation: str) -> ListQuery:
    """The same question, asked of one organisation: the filter is part of the database's work, never applied after it."""
    return replace(query, where=(Where("organisation", "eq", organisation), *query.where))


def user_list(users: Repository[User], query: ListQuery, *, organisation: str) -> QueryOptions[Page[User]]:
    """One page of an organisation's users."""

    async def fetch(_: QueryContext) -> Page[User]:
        return await users.list(_within(query, organisation))

    return QueryOptions(
        users_key(organisation, "list", question(query)),
        fetch,
        stale_time=LIST_STALE_TIME,
        tags=((USERS,),),
        scope=organisation,
        retry=is_worth_retrying,
        refetch_interval=until_it_answers,
    )


def user_count(users: Repository[User], query: ListQuery, *, organisation: str) -> QueryOptions[Count]:
    """How many users match, counted up to a cap. Sort and page of *query* do not matter."""
    asked = whole(query)

    async def fetch(_: QueryContext) -> Count:
        return await users.count(_within(asked, organisation))

    return QueryOptions(
        users_key(organisation, "count", question(asked)),
        fetch,
        stale_time=LIST_STALE_TIME,
        tags=((USERS,),),
        scope=organisation,
        retry=is_worth_retrying,
        refetch_interval=until_it_answers,
    )


def user_detail(users: Repository[User], user_id: str, *, organisation: str) -> QueryOptions[User]:
    """One user of an organisation. A user of another one is ``NotFound``, as if it did not exist."""

    async def fetch(_: QueryContext) -> User:
        return await _own(users, user_id, organisation=organisation)

    return QueryOptions(
        users_key(organisation, "detail", user_id),
        fetch,
        stale_time=DETAIL_STALE_TIME,
        tags=((USERS, user_id),),
        scope=organisation,
        retry=is_worth_retrying,
        refetch_interval=until_it_answers,
    )


def create_user(users: Repository[User], client: QueryClient, *, principal: Principal) -> MutationOptions[UserCreate, User]:
    """Adds a user: first pages without a filter show it at once, at the top, until the database has answered."""

    async def run(wanted: UserCreate) -> User:
        may_give_role(principal, wanted.role)
        user = User.model_validate(
            {**wanted.model_dump(), "id": uuid4().hex, "organisation": principal.organisation},
        )
        activity = activity_of(principal, "created", user, after=wanted.model_dump(mode="json"))
        first_pages = _entries(principal, "list", predicate=_is_unfiltered_first_page)
        async with client.optimistic(first_pages, lambda page: _with_added(page, user)):
            created = await users.create(user, also=[activity])
            await _settle(client, created.id)
        return created

    return MutationOptions(run, key=users_key(principal.organisation, "create"))


def update_user(
    users: Repository[User], client: QueryClient, *, user_id: str, version: int, principal: Principal
) -> MutationOptions[UserUpdate, User]:
    """Changes a user if it is still at the *version* that was seen; ``Conflict`` if not, and nothing is overwritten."""

    async def run(wanted: UserUpdate) -> User:
        named = wanted.model_dump(exclude_unset=True)
        async with client.optimistic(_entries(principal), lambda data: _with_changed(data, user_id, named)):
            before = await _own(users, user_id, organisation=principal.organisation)
            changes = {name: value for name, value in named.items() if getattr(before, name) != value}
            if not changes:
                return before  # saving what is there already writes nothing
            may_change(principal, before, changes)
            activity = activity_of(principal, "updated", before, before=_values(before, changes), after=_plain(wanted, changes))
            updated = await users.update(user_id, version, changes, also=[activity])
            await _settle(client, user_id)
        return updated

    return MutationOptions(run, key=users_key(principal.organisation, "update"))


def delete_user(
    users: Repository[User], client: QueryClient, *, user_id: str, version: int, principal: Principal
) -> MutationOptions[None, None]:
    """Deletes a user (softly) if it is still at the *version* that was seen."""

    async def run(_: None) -> None:
        lists = _entries(principal, "list")
        async with client.optimistic(lists, lambda page: _without(page, user_id)):
            before = await _own(users, user_id, organisation=principal.organisation)
            may_remove(principal, before)
            activity = activity_of(principal, "deleted", before)
            await users.delete(user_id, version, also=[activity])
            await _settle(client, user_id)

    return MutationOptions(run, key=users_key(principal.organisation, "delete"))


def _entries(principal: Principal, *parts: str, predicate: Callable[[Any], bool] | None = None) -> QueryFilters:
    key = users_key(principal.organisation, *parts)
    return QueryFilters(key=key, scope=principal.organisation, predicate=predicate)


async def _own(users: Repository[User], user_id: str, *, organisation: str) -> User:
    try:
        user = await users.get(user_id)
    except NotFound:
        user = None
    if user is None or user.organisation != organisation:
        # The same words in both cases: nobody learns whether an identifier exists elsewhere.
        raise NotFound("This user does not exist, or has been deleted.")
    return user


async def _settle(client: QueryClient, user_id: str) -> None:
    """Refetch what is on screen while the optimistic layer still covers it: no flash of the old rows in between."""
    await client.invalidate(tags=[(USERS, user_id), (ACTIVITIES,)])


def _is_unfiltered_first_page(query: Any) -> bool:
    asked = query.key[3]
    return not asked["where"] and not asked["search"] and asked["after"] is None


def _with_added(page: Page[User], user: User) -> Page[User]:
    if any(row.id == user.id for row in page.items):
        return page
    return replace(page, items=[user, *page.items])


def _with_changed(data: Any, user_id: str, changes: dict[str, Any]) -> Any:
    if isinstance(data, Page):
        page: Page[User] = data
        return replace(page, items=[_with_changed(row, user_id, changes) for row in page.items])
    if isinstance(data, User) and data.id == user_id:
        return data.model_copy(update=changes)
    return data


def _without(page: Page[User], user_id: str) -> Page[User]:
    return replace(page, items=[row for row in page.items if row.id != user_id])


def _values(user: User, changes: dict[str, Any]) -> dict[str, Any]:
    return user.model_dump(mode="json", include=set(changes))


def _plain(wanted: UserUpdate, changes: dict[str, Any]) -> dict[str, Any]:
    return wanted.model_dump(mode="json", include=set(changes))
