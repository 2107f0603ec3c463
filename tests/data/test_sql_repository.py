"""What the SQL repository promises beyond the contract."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from data.connections.sql import create_sql_engine, for_writing
from data.errors import NotFound, Timeout
from data.events import ChangeBus
from data.models import Activity, User
from data.repositories import CursorCodec, ListQuery
from data.repositories.sql import SqlRepository
from tests.data.people import activity, user

CODEC = CursorCodec(b"secret")


async def test_a_write_whose_caller_is_cancelled_happens_as_a_whole_and_is_announced(sqlite_url: str) -> None:
    engine, changes = create_sql_engine(sqlite_url), ChangeBus()
    users = SqlRepository(User, engine, codec=CODEC, changes=changes)
    notes = SqlRepository(Activity, engine, codec=CODEC, changes=changes)
    new, note, seen = user(), activity(), users.watch()

    # While somebody else holds the write lock, the write waits on its thread; its caller goes away meanwhile.
    with for_writing(engine).connect() as other, other.begin():
        waiting = asyncio.create_task(users.create(new, also=(note,)))
        while not _is_waiting(engine):  # noqa: ASYNC110 - nothing announces that a thread has begun to wait
            await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    async with asyncio.timeout(10):
        assert (await anext(seen)).id == new.id
    assert await users.get(new.id)
    assert await notes.get(note.id)
    assert (await users.update(new.id, 1, {"name": "Next"})).name == "Next"
    engine.dispose()


async def test_a_caller_is_told_when_the_database_is_busy_and_can_go_on_later(sqlite_url: str) -> None:
    engine = create_sql_engine(sqlite_url, timeout=0.05)
    users = SqlRepository(User, engine, codec=CODEC, changes=ChangeBus(), timeout=5)
    written = await users.create(user())

    with for_writing(engine).connect() as other, other.begin():
        with pytest.raises(Timeout, match="busy"):
            await users.update(written.id, 1, {"name": "Late"})
        assert (await users.get(written.id)).name == "Ann Lee"

    assert (await users.update(written.id, 1, {"name": "Anna"})).version == 2
    engine.dispose()


async def test_a_caller_does_not_wait_longer_than_its_timeout(sqlite_url: str) -> None:
    engine = create_sql_engine(sqlite_url)
    users = SqlRepository(User, engine, codec=CODEC, changes=ChangeBus(), timeout=0.05)

    with for_writing(engine).connect() as other, other.begin(), pytest.raises(Timeout):
        await users.create(user())

    engine.dispose()


async def test_no_value_becomes_part_of_a_statement(sqlite_url: str) -> None:
    engine = create_sql_engine(sqlite_url)
    users = SqlRepository(User, engine, codec=CODEC, changes=ChangeBus())
    name = "'; DROP TABLE users; --"
    written = await users.create(user(name))

    assert (await users.get(written.id)).name == name
    assert (await users.list(ListQuery(search=name))).items == [written]
    with pytest.raises(NotFound):
        await users.get("' OR '1'='1")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM users")).scalar_one() == 1
    engine.dispose()


def _is_waiting(engine: object) -> bool:
    # One connection holds the lock, a second one is checked out by the write that waits for it.
    return engine.pool.checkedout() > 1  # type: ignore[attr-defined]
