"""What every repository promises, run on every store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.errors import Conflict, Invalid, NotFound
from data.models import Activity, Entity, Project, Role, User, UserStatus
from data.repositories import Change, ListQuery, Repository, Where
from data.repositories.primary import PrimaryDatabase
from data.repositories.protocols import Operator
from tests.data.people import activity, user

MONDAY = datetime(2026, 3, 2, 9, 0, 0, 123_000, tzinfo=UTC)
INJECTIONS: list[Any] = [
    {"$ne": ""},
    {"$gt": ""},
    {"$regex": ".*"},
    {"$where": "sleep(1000)"},
    [{"$ne": None}],
    {"__class__": "str"},
]
CONDITIONS: list[tuple[Where, list[str]]] = [
    (Where("name", "eq", "Ben"), ["Ben"]),
    (Where("role", "ne", Role.viewer), ["Ben", "Élodie"]),
    (Where("role", "in", ["admin", "editor"]), ["Ben", "Élodie"]),
    (Where("role", "in", []), []),
    (Where("name", "lt", "Ben"), ["Ann"]),
    (Where("name", "le", "Ben"), ["Ann", "Ben"]),
    (Where("name", "gt", "Ben"), ["Élodie"]),
    (Where("last_seen_at", "ge", MONDAY + timedelta(days=1)), ["Ben", "Élodie"]),
    (Where("name", "contains", "ÉLO"), ["Élodie"]),
    (Where("name", "contains", "%"), []),
    (Where("name", "contains", ".*"), []),
]
SEARCHES: list[tuple[str, list[str]]] = [
    ("ÉLO", ["Élodie Straße"]),
    ("e\u0301LODIE", ["Élodie Straße"]),
    ("elo", []),
    ("STRASSE", ["Élodie Straße"]),
    ("ann@", ["Ann"]),
    ("  ", ["Ann", "Élodie Straße"]),
    ("_", []),
    ("%", []),
    ("(", []),
    ("\\", []),
]
REFUSED: list[tuple[ListQuery, str]] = [
    (ListQuery(search="x" * 10_000), "search"),
    (ListQuery(search="a\x00"), "search"),
    (ListQuery(search="\ud800"), "search"),
    (ListQuery(sort="password"), "sort"),
    (ListQuery(sort="title"), "sort"),
    (ListQuery(sort="--name"), "sort"),
    (ListQuery(sort=""), "sort"),
    (ListQuery(limit=0), "limit"),
    (ListQuery(limit=501), "limit"),
    (ListQuery(where=(Where("$where", "eq", "1"),)), "$where"),
    (ListQuery(where=(Where("password", "eq", "1"),)), "password"),
    (ListQuery(where=(Where("deleted_at", "ne", None),)), "deleted_at"),
    (ListQuery(where=(Where("role", "eq", "king"),)), "role"),
    (ListQuery(where=(Where("version", "eq", 10**30),)), "version"),
    (ListQuery(where=(Where("created_at", "lt", datetime(2026, 1, 1)),)), "created_at"),  # noqa: DTZ001
    (ListQuery(where=(Where("role", "in", "admin"),)), "role"),
    (ListQuery(where=(Where("role", "in", ["admin"] * 501),)), "role"),
]
OPERATORS: tuple[Operator, ...] = ("eq", "ne", "gt", "contains", "in")
NOT_VALID: list[tuple[str, str]] = [
    ("name", "  "),
    ("name", "a\x00b"),
    ("name", "a\u202eb"),
    ("name", "x" * 121),
    ("email", "a@b"),
    ("email", "a b@c.de"),
    ("email", "ann@-example.com"),
    ("role", "king"),
    ("organisation", ""),
]
NOT_ALLOWED: list[dict[str, Any]] = [
    {"id": "x"},
    {"version": 5},
    {"search_name": "x"},
    {"deleted_at": None},
    {"$set": {}},
    {"name": ""},
]


async def all_ids(repository: Repository[User], query: ListQuery) -> list[str]:
    ids: list[str] = []
    after: str | None = None
    while True:
        page = await repository.list(ListQuery(query.where, query.search, query.sort, query.limit, after))
        ids += [item.id for item in page.items]
        if (after := page.next) is None:
            return ids


@asynccontextmanager
async def watching(repository: Repository[Any], resume: str | None = None) -> AsyncIterator[asyncio.Queue[Change]]:
    seen: asyncio.Queue[Change] = asyncio.Queue()
    opened = asyncio.Event()

    async def watch() -> None:
        async for change in repository.watch(resume, on_open=opened.set):
            seen.put_nowait(change)

    task = asyncio.create_task(watch())
    async with asyncio.timeout(20):
        await opened.wait()
        yield seen
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def fifty_users_with_ties() -> list[User]:
    return [
        user(
            f"Name {number % 7}",
            id=f"user-{(number * 37) % 50:02}",
            email=f"user{number:02}@example.com",
            role=list(Role)[number % 4],
            status=list(UserStatus)[number % 4],
            last_seen_at=MONDAY + timedelta(minutes=number % 5),
            created_at=MONDAY + timedelta(milliseconds=number % 3),
        )
        for number in range(50)
    ]


class TestReading:
    async def test_a_row_comes_back_as_it_was_written(self, primary: PrimaryDatabase) -> None:
        project = Project(name="Çelik", owner_id="ann", member_ids=["ann", "béa"], organisation="org", created_at=MONDAY)

        written = await primary.projects.create(project)

        assert await primary.projects.get(project.id) == written
        assert written.member_ids == ["ann", "béa"]
        assert written.created_at == MONDAY

    async def test_times_come_back_in_utc_and_words_as_words(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user(role=Role.editor))

        read = await primary.users.get(written.id)

        assert read.created_at.tzinfo is UTC or read.created_at.utcoffset() == timedelta(0)
        assert isinstance(read.role, Role)

    async def test_nested_values_of_an_activity_come_back(self, primary: PrimaryDatabase) -> None:
        written = await primary.activities.create(activity(before={}, after={"role": Role.admin, "$set": {"a.b": [1, None]}}))

        read = await primary.activities.get(written.id)

        assert read.after == {"role": "admin", "$set": {"a.b": [1, None]}}

    async def test_markup_in_a_name_stays_text(self, primary: PrimaryDatabase) -> None:
        name = "<script>alert('x')</script> & \"quotes\" — 美咲"

        written = await primary.users.create(user(name))

        assert (await primary.users.get(written.id)).name == name
        assert [item.name for item in (await primary.users.list(ListQuery(search="<script>"))).items] == [name]

    async def test_an_id_that_is_not_there_is_not_found(self, primary: PrimaryDatabase) -> None:
        await primary.users.create(user())

        for missing in ("nobody", "", "x" * 10_000, "a\x00b", "\ud800", "' OR 1=1 --"):
            with pytest.raises(NotFound, match="This user does not exist"):
                await primary.users.get(missing)

    async def test_what_a_caller_does_to_a_row_changes_nothing_stored(self, primary: PrimaryDatabase) -> None:
        written = await primary.projects.create(Project(name="One", owner_id="ann", member_ids=["ann"], organisation="org"))

        (await primary.projects.get(written.id)).member_ids.append("eve")

        assert (await primary.projects.get(written.id)).member_ids == ["ann"]


class TestFiltering:
    async def test_a_condition_finds_what_it_says(self, primary: PrimaryDatabase) -> None:
        await primary.users.create(user("Ann", last_seen_at=MONDAY))
        await primary.users.create(user("Ben", role=Role.admin, last_seen_at=MONDAY + timedelta(days=1)))
        await primary.users.create(user("Élodie", role=Role.editor, last_seen_at=MONDAY + timedelta(days=2)))

        for where, names in CONDITIONS:
            found = await primary.users.list(ListQuery(where=(where,), sort="name"))

            assert [item.name for item in found.items] == names, where

    async def test_contains_on_a_list_asks_for_one_element(self, primary: PrimaryDatabase) -> None:
        for name, members in (("One", ["ann", "ben"]), ("Two", ["annabel"]), ("Three", [])):
            await primary.projects.create(Project(name=name, owner_id="x", member_ids=members, organisation="org"))

        found = await primary.projects.list(ListQuery(where=(Where("member_ids", "contains", "ann"),)))

        assert [item.name for item in found.items] == ["One"]

    async def test_search_looks_in_name_and_email_whatever_the_case(self, primary: PrimaryDatabase) -> None:
        await primary.users.create(user("Ann", email="ANN@Example.com"))
        await primary.users.create(user("Élodie Straße", email="e@example.com"))

        for search, names in SEARCHES:
            found = await primary.users.list(ListQuery(search=search, sort="name"))

            assert [item.name for item in found.items] == names, search

    async def test_search_follows_a_change_of_name(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user("Ann"))

        await primary.users.update(written.id, 1, {"name": "Zoë"})

        assert (await primary.users.count(ListQuery(search="zoë"))).value == 1
        assert (await primary.users.count(ListQuery(search="ann"))).value == 0

    async def test_an_operator_as_a_value_is_refused(self, primary: PrimaryDatabase) -> None:
        await primary.users.create(user())

        for value in INJECTIONS:
            for operator in OPERATORS:
                where = Where("name", operator, [value] if operator == "in" else value)
                with pytest.raises(Invalid) as caught:
                    await primary.users.list(ListQuery(where=(where,)))
                assert list(caught.value.fields) == ["name"]

    async def test_a_query_that_does_not_fit_is_refused(self, primary: PrimaryDatabase) -> None:
        for query, field in REFUSED:
            with pytest.raises(Invalid) as caught:
                await primary.users.list(query)

            assert list(caught.value.fields) == [field], query


class TestPages:
    async def test_pages_follow_each_other_on_every_sort_in_both_directions(self, primary: PrimaryDatabase) -> None:
        people = fifty_users_with_ties()
        await primary.users.create_missing(people)

        for field in User.sort_fields:
            for sort in (field, f"-{field}"):
                expected = sorted(people, key=lambda item: (getattr(item, field), item.id), reverse=sort.startswith("-"))

                assert await all_ids(primary.users, ListQuery(sort=sort, limit=9)) == [item.id for item in expected], sort

    async def test_rows_inserted_meanwhile_neither_repeat_nor_hide_others(self, primary: PrimaryDatabase) -> None:
        people = fifty_users_with_ties()
        await primary.users.create_missing(people)
        ids: list[str] = []
        after: str | None = None

        while True:
            page = await primary.users.list(ListQuery(sort="name", limit=8, after=after))
            ids += [item.id for item in page.items]
            await primary.users.create(user("Aaa", email=f"new{len(ids)}@example.com"))
            if (after := page.next) is None:
                break

        assert len(ids) == len(set(ids))
        assert {item.id for item in people} <= set(ids)

    async def test_the_last_page_has_no_next(self, primary: PrimaryDatabase) -> None:
        await primary.users.create_missing(fifty_users_with_ties()[:10])

        assert (await primary.users.list(ListQuery(limit=10))).next is None
        assert (await primary.users.list(ListQuery(limit=9))).next is not None

    async def test_a_cursor_that_was_changed_is_refused(self, primary: PrimaryDatabase) -> None:
        await primary.users.create_missing(fifty_users_with_ties()[:3])
        cursor = (await primary.users.list(ListQuery(sort="name", limit=1))).next or ""

        for forged in (f"A{cursor[1:]}", cursor[:-5], "", "x", "x" * 100_000, f"{cursor}.{cursor}", "é\ud800"):
            with pytest.raises(Invalid) as caught:
                await primary.users.list(ListQuery(sort="name", after=forged))
            assert list(caught.value.fields) == ["cursor"]

    async def test_a_cursor_of_another_list_is_refused(self, primary: PrimaryDatabase) -> None:
        await primary.users.create_missing(fifty_users_with_ties()[:3])
        cursor = (await primary.users.list(ListQuery(sort="name", limit=1))).next

        for sort in ("-name", "email"):
            with pytest.raises(Invalid, match="first page"):
                await primary.users.list(ListQuery(sort=sort, after=cursor))
        with pytest.raises(Invalid, match="first page"):
            await primary.projects.list(ListQuery(sort="name", after=cursor))

    async def test_a_count_stops_at_its_cap(self, primary: PrimaryDatabase) -> None:
        await primary.users.create_missing(fifty_users_with_ties())

        capped = await primary.users.count(ListQuery(limit=1), cap=20)
        exact = await primary.users.count(ListQuery(where=(Where("name", "eq", "Name 0"),)), cap=20)

        assert (capped.value, capped.is_capped) == (20, True)
        assert (exact.value, exact.is_capped) == (8, False)


class TestCreating:
    async def test_a_new_row_is_version_1_and_normalised(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user("  Ann  ", email=" Ann@Example.COM ", version=9))

        assert (written.name, written.email, written.version) == ("Ann", "ann@example.com", 1)

    async def test_a_taken_email_is_a_conflict_that_says_so(self, primary: PrimaryDatabase) -> None:
        await primary.users.create(user(email="ann@example.com"))

        with pytest.raises(Conflict, match=r"Another user already has the e-mail ann@example\.com") as caught:
            await primary.users.create(user(email="ANN@example.com"))

        assert caught.value.field == "email"

    async def test_a_taken_id_is_a_conflict(self, primary: PrimaryDatabase) -> None:
        await primary.users.create(user(id="ann"))

        with pytest.raises(Conflict) as caught:
            await primary.users.create(user(id="ann"))

        assert caught.value.field == "id"

    async def test_a_row_that_is_not_valid_is_refused(self, primary: PrimaryDatabase) -> None:
        for field, value in NOT_VALID:
            with pytest.raises(Invalid) as caught:
                await primary.users.create(user(**{field: value}))
            assert list(caught.value.fields) == [field], value

        assert (await primary.users.count(ListQuery())).value == 0

    async def test_further_rows_are_written_with_it(self, primary: PrimaryDatabase) -> None:
        note = activity(verb="created")

        await primary.users.create(user(), also=(note,))

        assert (await primary.activities.get(note.id)).verb == "created"

    async def test_when_a_further_row_fails_nothing_is_written(self, primary: PrimaryDatabase) -> None:
        note = await primary.activities.create(activity())

        with pytest.raises(Conflict):
            await primary.users.create(user(), also=(activity(), activity(id=note.id)))

        assert (await primary.users.count(ListQuery())).value == 0
        assert (await primary.activities.count(ListQuery())).value == 1

    async def test_create_missing_leaves_what_is_there_alone(self, primary: PrimaryDatabase) -> None:
        await primary.users.create(user("Mine", id="a", email="a@example.com"))
        gone = await primary.users.create(user("Gone", id="b", email="b@example.com"))
        await primary.users.delete(gone.id, 1)

        rows = [user(id="a"), user(id="b"), user(id="c", email="a@example.com"), user(id="d")]
        written = await primary.users.create_missing(rows)

        assert written == 1
        assert {item.id: item.name for item in (await primary.users.list(ListQuery())).items} == {"a": "Mine", "d": "Ann Lee"}
        assert await primary.users.create_missing([]) == 0


class TestChanging:
    async def test_a_change_raises_the_version_and_touches_nothing_else(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user("Ann", title="Captain"))

        changed = await primary.users.update(written.id, 1, {"name": "Anna", "role": "admin"})

        assert changed == await primary.users.get(written.id)
        assert (changed.name, changed.role, changed.version, changed.title) == ("Anna", Role.admin, 2, "Captain")
        assert changed.updated_at >= written.updated_at
        assert changed.created_at == written.created_at

    async def test_a_change_of_an_old_version_is_a_conflict(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user("Ann"))
        await primary.users.update(written.id, 1, {"name": "Anna"})

        with pytest.raises(Conflict, match="Somebody else has changed this user") as caught:
            await primary.users.update(written.id, 1, {"name": "Late"})

        assert caught.value.field == ""
        assert (await primary.users.get(written.id)).name == "Anna"

    @pytest.mark.parametrize("is_noted", [False, True])
    async def test_of_twenty_changes_at_once_exactly_one_wins(self, primary: PrimaryDatabase, is_noted: bool) -> None:
        written = await primary.users.create(user("Ann"))

        results = await asyncio.gather(
            *(
                primary.users.update(written.id, 1, {"name": f"Ann {number}"}, also=(activity(),) if is_noted else ())
                for number in range(20)
            ),
            return_exceptions=True,
        )

        winners = [result for result in results if isinstance(result, User)]
        assert len(winners) == 1
        assert sum(isinstance(result, Conflict) for result in results) == 19
        assert await primary.users.get(written.id) == winners[0]
        assert (await primary.activities.count(ListQuery())).value == (1 if is_noted else 0)

    async def test_a_change_to_a_taken_email_is_a_conflict(self, primary: PrimaryDatabase) -> None:
        await primary.users.create(user(email="ann@example.com"))
        ben = await primary.users.create(user(email="ben@example.com"))

        with pytest.raises(Conflict, match="e-mail ann@example") as caught:
            await primary.users.update(ben.id, 1, {"email": "Ann@example.com"})

        assert caught.value.field == "email"

    async def test_a_change_that_is_not_allowed_is_refused(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user("Ann"))

        for changes in NOT_ALLOWED:
            with pytest.raises(Invalid) as caught:
                await primary.users.update(written.id, 1, changes)
            assert set(caught.value.fields) == set(changes)

        assert await primary.users.get(written.id) == written

    async def test_a_change_of_nobody_is_not_found(self, primary: PrimaryDatabase) -> None:
        with pytest.raises(NotFound):
            await primary.users.update("nobody", 1, {"name": "x"})

    async def test_a_change_and_its_further_rows_happen_together_or_not_at_all(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user("Ann"))
        note = await primary.activities.create(activity())

        with pytest.raises(Conflict):
            await primary.users.update(written.id, 1, {"name": "Anna"}, also=(activity(id=note.id),))
        unchanged = await primary.users.get(written.id)
        await primary.users.update(written.id, 1, {"name": "Anna"}, also=(activity(),))

        assert unchanged == written
        assert (await primary.activities.count(ListQuery())).value == 2


class TestDeleting:
    async def test_a_deleted_row_is_gone_from_every_answer(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user())

        await primary.users.delete(written.id, 1)

        assert (await primary.users.list(ListQuery())).items == []
        assert (await primary.users.count(ListQuery())).value == 0
        with pytest.raises(NotFound):
            await primary.users.get(written.id)
        with pytest.raises(NotFound):
            await primary.users.update(written.id, 2, {"name": "x"})
        with pytest.raises(NotFound):
            await primary.users.delete(written.id, 2)

    async def test_its_email_may_be_used_again(self, primary: PrimaryDatabase) -> None:
        first = await primary.users.create(user(email="ann@example.com"))
        await primary.users.delete(first.id, 1)

        second = await primary.users.create(user(email="ann@example.com"))
        await primary.users.delete(second.id, 1)
        third = await primary.users.create(user(email="ann@example.com"))

        assert [item.id for item in (await primary.users.list(ListQuery())).items] == [third.id]

    async def test_an_old_version_is_not_deleted(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user())
        await primary.users.update(written.id, 1, {"name": "Anna"})

        with pytest.raises(Conflict):
            await primary.users.delete(written.id, 1)

        assert (await primary.users.get(written.id)).name == "Anna"


class TestWatching:
    async def test_every_change_is_seen_in_order_with_its_further_rows(self, primary: PrimaryDatabase) -> None:
        async with watching(primary.users) as users, watching(primary.activities) as notes:
            written = await primary.users.create(user(), also=(note := activity(),))
            await primary.users.update(written.id, 1, {"name": "Anna"})
            await primary.users.delete(written.id, 2)

            seen = [await users.get() for _ in range(3)]
            noted = await notes.get()

        assert [(change.collection, change.kind, change.id) for change in seen] == [
            ("users", "create", written.id),
            ("users", "update", written.id),
            ("users", "delete", written.id),
        ]
        assert (noted.collection, noted.kind, noted.id) == ("activities", "create", note.id)

    async def test_what_fails_is_not_announced(self, primary: PrimaryDatabase) -> None:
        written = await primary.users.create(user(email="ann@example.com"))
        async with watching(primary.users) as seen:
            with pytest.raises(Conflict):
                await primary.users.create(user(email="ann@example.com"), also=(activity(),))
            with pytest.raises(Conflict):
                await primary.users.update(written.id, 7, {"name": "x"})
            await primary.users.delete(written.id, 1)

            first = await seen.get()

        assert (first.kind, first.id) == ("delete", written.id)


def test_every_model_has_its_sorts_among_its_fields() -> None:
    models: list[type[Entity]] = [User, Project, Activity]
    for model in models:
        assert model.sort_fields <= set(model.model_fields)
