"""Fills the primary database with an organisation at work. Start reading at ``seed_primary``.

The same call makes the same rows, and a row that is there, even one that was changed or deleted since, is left alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from data.models import Activity, Project, ProjectStatus, Role, User, UserStatus, to_utc, utc_now
from data.repositories.protocols import Repository
from data.seeds.demo_people import CONTOSO, DEMO_PEOPLE, NORTHWIND
from data.seeds.vocabulary import NAMES, PROJECTS, TITLES

_ROLES = (Role.viewer,) * 6 + (Role.editor,) * 5 + (Role.admin,)
_MANAGERS = (Role.owner, Role.admin)
_STATUSES = (UserStatus.active,) * 8 + (UserStatus.invited,) * 2 + (UserStatus.suspended, UserStatus.locked)
_PROJECT_STATUSES = (ProjectStatus.active,) * 3 + (ProjectStatus.planned, ProjectStatus.paused, ProjectStatus.done)
# One person in eight, and one project in five, belongs to the smaller organisation.
_CONTOSO_USERS, _CONTOSO_PROJECTS = 8, 5


@dataclass(frozen=True, slots=True)
class SeedResult:
    """How many rows were written; zeros when everything was there."""

    users: int
    projects: int
    activities: int


async def seed_primary(
    users: Repository[User],
    projects: Repository[Project],
    activities: Repository[Activity],
    *,
    count: int = 240,
    now: datetime | None = None,
) -> SeedResult:
    """Write the rows that are missing.

    Args:
        count: People in all, the demo people included (at least those).
        now: The time that the history leads up to; the clock's for None. Rows differ only in their times.
    """
    moment = to_utc(now or utc_now())
    people = seed_users(count, now=moment)
    work = seed_projects(people, now=moment)
    history = seed_activities(people, work, now=moment)
    return SeedResult(
        users=await users.create_missing(people),
        projects=await projects.create_missing(work),
        activities=await activities.create_missing(history),
    )


def seed_users(count: int, *, now: datetime) -> list[User]:
    """Return the demo people and further ones, *count* in all; no two have the same e-mail address."""
    random = Random("users")  # noqa: S311 - the same rows every time
    people = [_demo_user(index, now=now) for index in range(len(DEMO_PEOPLE))]
    taken = {person.email for person in people}
    for number in range(len(people), count):
        organisation = CONTOSO if number % _CONTOSO_USERS == 0 else NORTHWIND
        name, handle = _person(random)
        email = _free_email(handle, domain=f"{organisation[1].lower()}.example", taken=taken)
        people.append(_user(number, name, email=email, organisation=organisation[0], random=random, now=now))
    return people


def seed_projects(people: Sequence[User], *, now: datetime) -> list[Project]:
    """Return the projects, each owned by somebody of its organisation and worked on by two to eight people."""
    random = Random("projects")  # noqa: S311 - the same rows every time
    projects: list[Project] = []
    for number, (name, description) in enumerate(PROJECTS):
        organisation = (CONTOSO if number % _CONTOSO_PROJECTS == 4 else NORTHWIND)[0]
        team = [person.id for person in people if person.organisation == organisation]
        created = now - timedelta(days=random.randrange(40, 400), minutes=random.randrange(1_440))
        projects.append(
            Project(
                id=f"project_{number:03}",
                name=name,
                description=description,
                status=random.choice(_PROJECT_STATUSES),
                owner_id=random.choice(team),
                member_ids=random.sample(team, min(len(team), random.randrange(2, 9))),
                organisation=organisation,
                created_at=created,
                updated_at=created,
            )
        )
    return projects


def seed_activities(people: Sequence[User], projects: Sequence[Project], *, now: datetime) -> list[Activity]:
    """Return how people and projects came to be as they are: what was created, and changes that end at today's values."""
    random = Random("activities")  # noqa: S311 - the same rows every time
    actors = {
        organisation: [person for person in people if person.organisation == organisation and person.role in _MANAGERS]
        for organisation in {person.organisation for person in people}
    }
    history: list[Activity] = []
    for person in people[len(DEMO_PEOPLE) :: 2]:
        actor = random.choice(actors[person.organisation])
        history.append(_created(person, "user", {"name": person.name, "role": person.role}, actor=actor))
        field, before = random.choice(_user_changes(person))
        history.append(_changed(person, "user", (field, before), actor=actor, random=random, now=now))
    for project in projects:
        actor = random.choice(actors[project.organisation])
        history.append(_created(project, "project", {"name": project.name, "status": project.status}, actor=actor))
        changes = (("status", _project_status_before(project)), ("description", ""))
        history.extend(_changed(project, "project", change, actor=actor, random=random, now=now) for change in changes)
    for number, activity in enumerate(history):
        activity.id = f"activity_{number:04}"
    return history


def _demo_user(index: int, *, now: datetime) -> User:
    person = DEMO_PEOPLE[index]
    return User(
        id=person.user_id,
        clerk_id=person.user_id,
        name=person.name,
        email=person.email,
        role=person.role,
        status=UserStatus.active,
        organisation=person.organisation,
        title=TITLES[index * 4],
        created_at=now - timedelta(days=420 - index),
        updated_at=now - timedelta(days=420 - index),
        last_seen_at=now - timedelta(minutes=7 + 50 * index),
    )


def _user(number: int, name: str, *, email: str, organisation: str, random: Random, now: datetime) -> User:
    created = now - timedelta(days=random.randrange(30, 400), seconds=random.randrange(86_400))
    status = random.choice(_STATUSES)
    # Somebody who is invited has not been here yet.
    seen = created if status is UserStatus.invited else now - timedelta(minutes=int(random.expovariate(1 / 9_000)) + 3)
    return User(
        id=f"user_{number:04}",
        clerk_id=f"user_{number:04}",
        name=name,
        email=email,
        role=random.choice(_ROLES),
        status=status,
        organisation=organisation,
        title=random.choice(TITLES),
        created_at=created,
        updated_at=created,
        last_seen_at=max(seen, created),
    )


def _person(random: Random) -> tuple[str, str]:
    given_names, family_names = random.choice(NAMES)
    given, _, given_handle = random.choice(given_names).partition("|")
    family, _, family_handle = random.choice(family_names).partition("|")
    return f"{given} {family}", f"{given_handle or _ascii(given)}.{family_handle or _ascii(family)}"


def _ascii(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "".join(char for char in bare if char.isalnum())


def _free_email(handle: str, *, domain: str, taken: set[str]) -> str:
    email, number = f"{handle}@{domain}", 2
    while email in taken:
        email, number = f"{handle}{number}@{domain}", number + 1
    taken.add(email)
    return email


def _user_changes(person: User) -> list[tuple[str, Any]]:
    before_role = Role.viewer if person.role is not Role.viewer else Role.editor
    before_status = UserStatus.invited if person.status is not UserStatus.invited else UserStatus.suspended
    before_title = TITLES[(TITLES.index(person.title) + 5) % len(TITLES)]
    return [("role", before_role), ("status", before_status), ("title", before_title)]


def _project_status_before(project: Project) -> ProjectStatus:
    return ProjectStatus.active if project.status is ProjectStatus.planned else ProjectStatus.planned


def _created(item: User | Project, object_type: str, values: dict[str, Any], *, actor: User) -> Activity:
    return _activity("created", item, object_type, actor=actor, before={}, after=values, at=item.created_at)


def _changed(
    item: User | Project, object_type: str, change: tuple[str, Any], *, actor: User, random: Random, now: datetime
) -> Activity:
    field, before = change
    # Squared, so that most of it is recent: a feed is busiest at its top.
    at = now - (now - item.created_at) * (random.random() ** 2 * 0.95)
    after = {field: getattr(item, field)}
    return _activity("updated", item, object_type, actor=actor, before={field: before}, after=after, at=at)


def _activity(
    verb: str,
    item: User | Project,
    object_type: str,
    *,
    actor: User,
    before: dict[str, Any],
    after: dict[str, Any],
    at: datetime,
) -> Activity:
    values: dict[str, Any] = {
        "organisation": item.organisation,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "verb": verb,
        "object_type": object_type,
        "object_id": item.id,
        "object_name": item.name,
        "before": before,
        "after": after,
        "at": at,
        "created_at": at,
        "updated_at": at,
    }
    return Activity.checked(values)
