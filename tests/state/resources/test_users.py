"""Users as queries and mutations: shown at once, taken back when the database refuses, never across organisations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest

from data.errors import Conflict, Forbidden, NotFound, Unavailable
from data.models import Entity, User, UserCreate, UserUpdate
from data.repositories import ListQuery, Page, Repository, Where
from data.repositories.primary import PrimaryDatabase, memory_primary
from state.auth import Principal
from state.query import ManualClock, QueryClient, QueryObserver
from state.resources.activities import activities_of
from state.resources.users import create_user, delete_user, update_user, user_count, user_detail, user_list

NORTHWIND, CONTOSO = "org_northwind", "org_contoso"
FIRST_PAGE = ListQuery(sort="name", limit=10)


class Gate:
    """A repository that waits before each write until it is opened, and then does it, or fails."""

    def __init__(self, users: Repository[User]) -> None:
        self.users, self.opened = users, asyncio.Event()
        self.failure: Exception | None = None
        self.get, self.list, self.count, self.watch = users.get, users.list, users.count, users.watch
        self.create_missing = users.create_missing

    async def _pass(self) -> None:
        await self.opened.wait()
        if self.failure:
            raise self.failure

    async def create(self, item: User, *, also: Sequence[Entity] = ()) -> User:
        await self._pass()
        return await self.users.create(item, also=also)

    async def update(self, id: str, version: int, changes: Mapping[str, Any], *, also: Sequence[Entity] = ()) -> User:
        await self._pass()
        return await self.users.update(id, version, changes, also=also)

    async def delete(self, id: str, version: int, *, also: Sequence[Entity] = ()) -> None:
        await self._pass()
        await self.users.delete(id, version, also=also)


def person(name: str, organisation: str = NORTHWIND) -> User:
    return User.model_validate(
        {"id": f"user_{name}", "name": name, "email": f"{name}@example.org", "organisation": organisation, "role": "viewer"}
    )


def principal(organisation: str = NORTHWIND, *, role: str = "owner", user_id: str = "user_zed") -> Principal:
    return Principal(user_id, "sess_1", "Ann", "ann@example.org", organisation, "Northwind", role, 0, 2**31, "test")


@pytest.fixture
async def primary() -> PrimaryDatabase:
    database = memory_primary()
    for user in (person("ann"), person("bob"), person("eve", CONTOSO)):
        await database.users.create(user)
    return database


@pytest.fixture
async def gate(primary: PrimaryDatabase) -> Gate:
    return Gate(primary.users)


@pytest.fixture
async def client() -> AsyncIterator[QueryClient]:
    async with QueryClient(clock=ManualClock(1_000.0)) as made:
        yield made


class Screen:
    """The first page of the list, as a screen shows it."""

    def __init__(self, client: QueryClient, users: Any) -> None:
        self.observer = QueryObserver(client, user_list(users, FIRST_PAGE, organisation=NORTHWIND))
        self.observer.subscribe(lambda _: None)

    @property
    def names(self) -> list[str]:
        page: Page[User] = self.observer.result.data  # type: ignore[assignment]
        return [user.name for user in page.items]


async def settled(client: QueryClient) -> None:
    """Everything that can run has run."""
    for _ in range(20):
        await asyncio.sleep(0)
    assert client.is_fetching() == 0


async def test_somebody_new_is_on_screen_before_the_database_has_answered(client: QueryClient, gate: Gate) -> None:
    screen = Screen(client, gate)
    await settled(client)

    options = create_user(gate, client, principal=principal())
    task = asyncio.create_task(
        client.mutation(options).mutate(UserCreate(name="zoe", email="zoe@example.org", role="viewer"))  # type: ignore[arg-type]
    )
    await settled(client)
    assert screen.names == ["zoe", "ann", "bob"]
    gate.opened.set()
    await task

    assert screen.names == ["ann", "bob", "zoe"]


async def test_a_refused_creation_is_taken_back_and_says_why(client: QueryClient, gate: Gate) -> None:
    screen = Screen(client, gate)
    await settled(client)
    gate.opened.set()

    with pytest.raises(Conflict) as refused:
        await client.mutation(create_user(gate, client, principal=principal())).mutate(
            UserCreate(name="bob again", email="bob@example.org", role="viewer")  # type: ignore[arg-type]
        )

    assert refused.value.field == "email"
    assert screen.names == ["ann", "bob"]


async def test_an_edit_is_on_screen_at_once_and_taken_back_when_the_database_is_away(client: QueryClient, gate: Gate) -> None:
    screen = Screen(client, gate)
    detail = QueryObserver(client, user_detail(gate, "user_bob", organisation=NORTHWIND))
    detail.subscribe(lambda _: None)
    await settled(client)
    gate.failure = Unavailable("The database does not answer.")

    options = update_user(gate, client, user_id="user_bob", version=1, principal=principal())
    task = asyncio.create_task(client.mutation(options).mutate(UserUpdate(name="Robert")))
    await settled(client)
    assert screen.names == ["ann", "Robert"]
    assert detail.result.data.name == "Robert"  # type: ignore[union-attr]
    gate.opened.set()
    with pytest.raises(Unavailable):
        await task

    assert screen.names == ["ann", "bob"]
    assert detail.result.data.name == "bob"  # type: ignore[union-attr]


async def test_a_deleted_user_is_gone_at_once_and_back_after_a_conflict(client: QueryClient, gate: Gate) -> None:
    screen = Screen(client, gate)
    await settled(client)

    options = delete_user(gate, client, user_id="user_bob", version=7, principal=principal())
    task = asyncio.create_task(client.mutation(options).mutate(None))
    await settled(client)
    assert screen.names == ["ann"]
    gate.opened.set()
    with pytest.raises(Conflict):
        await task

    assert screen.names == ["ann", "bob"]


async def test_only_the_failed_of_two_edits_is_taken_back(client: QueryClient, gate: Gate) -> None:
    screen = Screen(client, gate)
    await settled(client)

    good = update_user(gate, client, user_id="user_ann", version=1, principal=principal())
    bad = update_user(gate, client, user_id="user_bob", version=9, principal=principal())
    tasks = [
        asyncio.create_task(client.mutation(good).mutate(UserUpdate(name="Annabel"))),
        asyncio.create_task(client.mutation(bad).mutate(UserUpdate(name="Robert"))),
    ]
    await settled(client)
    assert screen.names == ["Annabel", "Robert"]
    gate.opened.set()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert sorted(screen.names) == ["Annabel", "bob"]


async def test_an_edit_writes_what_was_done_beside_it(client: QueryClient, primary: PrimaryDatabase) -> None:
    options = update_user(primary.users, client, user_id="user_bob", version=1, principal=principal())
    await client.mutation(options).mutate(UserUpdate(name="Robert"))

    page = await client.fetch(activities_of(primary.activities, User.noun, "user_bob", organisation=NORTHWIND))

    (activity,) = page.items
    assert (activity.actor_name, activity.verb) == ("Ann", "updated")
    assert (activity.before, activity.after) == ({"name": "bob"}, {"name": "Robert"})


async def test_nobody_reads_or_changes_a_user_of_another_organisation(client: QueryClient, primary: PrimaryDatabase) -> None:
    page = await client.fetch(user_list(primary.users, FIRST_PAGE, organisation=CONTOSO))
    assert [user.name for user in page.items] == ["eve"]
    count = await client.fetch(user_count(primary.users, FIRST_PAGE, organisation=CONTOSO))
    assert count.value == 1

    with pytest.raises(NotFound):
        await client.fetch(user_detail(primary.users, "user_bob", organisation=CONTOSO))
    for options in (
        update_user(primary.users, client, user_id="user_bob", version=1, principal=principal(CONTOSO)),
        delete_user(primary.users, client, user_id="user_bob", version=1, principal=principal(CONTOSO)),
    ):
        with pytest.raises(NotFound):
            await client.mutation(options).mutate(UserUpdate(name="stolen"))  # type: ignore[arg-type]

    assert (await primary.users.get("user_bob")).name == "bob"


async def test_a_filter_cannot_widen_the_organisation(client: QueryClient, primary: PrimaryDatabase) -> None:
    asked = ListQuery(where=(Where("organisation", "eq", NORTHWIND),))

    page = await client.fetch(user_list(primary.users, asked, organisation=CONTOSO))

    assert page.items == []


async def test_a_missing_user_and_one_of_somebody_else_are_told_in_the_same_words(
    client: QueryClient, primary: PrimaryDatabase
) -> None:
    said = set()
    for user_id in ("user_nobody", "user_eve"):
        with pytest.raises(NotFound) as error:
            await client.fetch(user_detail(primary.users, user_id, organisation=NORTHWIND))
        said.add(error.value.message)

    assert len(said) == 1


async def test_saving_what_is_there_already_writes_nothing(client: QueryClient, primary: PrimaryDatabase) -> None:
    for nothing in (UserUpdate(), UserUpdate(name="bob")):
        options = update_user(primary.users, client, user_id="user_bob", version=1, principal=principal())
        await client.mutation(options).mutate(nothing)

    assert (await primary.users.get("user_bob")).version == 1


@pytest.mark.parametrize(
    ("role", "user_id", "wanted"),
    [
        ("editor", "user_zed", {"role": "admin"}),
        ("editor", "user_zed", {"status": "suspended"}),
        ("admin", "user_zed", {"role": "owner"}),
        ("owner", "user_bob", {"role": "viewer", "status": "suspended"}),
    ],
)
async def test_nobody_rises_or_falls_by_somebody_who_may_not(
    client: QueryClient, primary: PrimaryDatabase, role: str, user_id: str, wanted: dict[str, str]
) -> None:
    before = await primary.users.get("user_bob")
    asker = principal(role=role, user_id=user_id)
    if user_id == "user_bob":
        wanted = {name: value for name, value in wanted.items() if getattr(before, name) != value}

    options = update_user(primary.users, client, user_id="user_bob", version=1, principal=asker)
    with pytest.raises(Forbidden):
        await client.mutation(options).mutate(UserUpdate.model_validate(wanted))

    assert await primary.users.get("user_bob") == before


@pytest.mark.parametrize(("role", "given"), [("editor", "admin"), ("editor", "owner"), ("admin", "owner")])
async def test_nobody_is_added_above_what_one_may_give(
    client: QueryClient, primary: PrimaryDatabase, role: str, given: str
) -> None:
    options = create_user(primary.users, client, principal=principal(role=role))

    with pytest.raises(Forbidden):
        await client.mutation(options).mutate(UserCreate(name="zoe", email="zoe@example.org", role=given))  # type: ignore[arg-type]


async def test_nobody_deletes_themselves(client: QueryClient, primary: PrimaryDatabase) -> None:
    options = delete_user(primary.users, client, user_id="user_bob", version=1, principal=principal(user_id="user_bob"))

    with pytest.raises(Forbidden):
        await client.mutation(options).mutate(None)
