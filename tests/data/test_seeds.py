"""What the seed of the primary database promises."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from data.models import Role, User
from data.repositories import ListQuery, Page, Where
from data.repositories.primary import PrimaryDatabase, memory_primary, open_primary
from data.seeds.demo_people import DEMO_PEOPLE
from data.seeds.primary import SeedResult, seed_activities, seed_primary, seed_projects, seed_users

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def seeded(primary: PrimaryDatabase, *, now: datetime = MONDAY) -> SeedResult:
    return await seed_primary(primary.users, primary.projects, primary.activities, now=now)


async def everybody(primary: PrimaryDatabase) -> Page[User]:
    return await primary.users.list(ListQuery(limit=500, sort="created_at"))


async def test_a_second_run_changes_nothing(primary: PrimaryDatabase) -> None:
    first = await seeded(primary)
    before = await everybody(primary)

    second = await seeded(primary, now=MONDAY + timedelta(days=9))

    assert (first.users, first.projects) == (240, 30)
    assert first.activities > 200
    assert second == SeedResult(0, 0, 0)
    assert await everybody(primary) == before


async def test_what_people_changed_or_deleted_stays_so(primary: PrimaryDatabase) -> None:
    await seeded(primary)
    await primary.users.update("user_amara", 1, {"name": "Amara Eze"})
    await primary.users.delete("user_0100", 1)

    await seeded(primary)

    assert (await primary.users.get("user_amara")).name == "Amara Eze"
    assert (await primary.users.count(ListQuery())).value == 239


def test_the_same_call_makes_the_same_rows() -> None:
    people = [seed_users(60, now=MONDAY) for _ in range(2)]
    projects = [seed_projects(some, now=MONDAY) for some in people]
    history = [seed_activities(some, work, now=MONDAY) for some, work in zip(people, projects, strict=True)]

    assert people[0] == people[1]
    assert projects[0] == projects[1]
    assert history[0] == history[1]


async def test_the_demo_people_come_first_with_their_own_ids() -> None:
    primary = memory_primary()

    await seeded(primary)

    for person in DEMO_PEOPLE:
        row = await primary.users.get(person.user_id)
        assert (row.name, row.email, row.role, row.organisation) == (
            person.name,
            person.email,
            person.role,
            person.organisation,
        )
        assert row.clerk_id == person.user_id
        assert row.status == "active"
    first = (await everybody(primary)).items[: len(DEMO_PEOPLE)]
    assert {row.id for row in first} == {person.user_id for person in DEMO_PEOPLE}


async def test_the_organisations_look_like_organisations() -> None:
    primary = memory_primary()
    await seeded(primary)

    people = (await everybody(primary)).items
    history = (await primary.activities.list(ListQuery(limit=500, sort="-at"))).items

    assert {person.organisation for person in people} == {"org_northwind", "org_contoso"}
    assert any(not person.name.isascii() for person in people)
    assert all(person.email.isascii() for person in people)
    assert {person.role for person in people} == set(Role)
    assert all(person.created_at <= person.last_seen_at <= MONDAY for person in people)
    changes = [entry for entry in history if entry.verb == "updated"]
    assert all(entry.before != entry.after and entry.before.keys() == entry.after.keys() for entry in changes)
    assert all(entry.at <= MONDAY for entry in history)
    by_id = {person.id: person for person in people}
    assert all(by_id[entry.actor_id].organisation == entry.organisation for entry in history)


async def test_projects_are_worked_on_by_people_of_their_own_organisation() -> None:
    primary = memory_primary()
    await seeded(primary)

    people = {person.id: person.organisation for person in (await everybody(primary)).items}
    projects = (await primary.projects.list(ListQuery(limit=500))).items

    for project in projects:
        assert {people[member] for member in (project.owner_id, *project.member_ids)} == {project.organisation}
    ours = ListQuery(where=(Where("organisation", "eq", "org_contoso"),))
    assert (await primary.projects.count(ours)).value > 1


async def test_it_takes_less_than_two_seconds(sqlite_url: str) -> None:
    primary = await open_primary(sqlite_url, secret=b"x")
    started = time.process_time()

    await seeded(primary)

    assert time.process_time() - started < 2
    await primary.close()
