"""What opening the primary database promises."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from data.errors import SettingsError, Timeout, Unavailable
from data.migrations import pending_migrations
from data.models import User
from data.repositories import ListQuery
from data.repositories.primary import open_primary
from tests.mongod import Mongod, MongodUnavailable
from tests.services import missing_service

DRIVERS = ["motor", "pymongo"]


@pytest.mark.parametrize("driver", DRIVERS)
async def test_a_database_that_does_not_answer_is_unavailable_in_time_and_named(driver: str) -> None:
    started = time.monotonic()

    with pytest.raises(Unavailable) as caught:
        await open_primary("mongodb://ann:s3cret@127.0.0.1:1/db", secret=b"x", driver=driver, timeout=0.3)

    assert time.monotonic() - started < 3
    assert caught.value.message.startswith("PRIMARY_DATABASE_URL=mongodb://ann:***@127.0.0.1:1/db cannot be used: ")


def test_a_database_that_does_not_answer_has_no_answer_about_migrations() -> None:
    with pytest.raises(Unavailable):
        pending_migrations("mongodb://127.0.0.1:1/db", timeout=0.2)


async def test_a_file_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(Unavailable, match="PRIMARY_DATABASE_URL=sqlite:"):
        await open_primary(f"sqlite:///{tmp_path}/file/primary.db", secret=b"x")


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "primary.db").write_text("certainly not a database" * 100)

    with pytest.raises(Unavailable, match="PRIMARY_DATABASE_URL=sqlite:"):
        await open_primary(f"sqlite:///{tmp_path}/primary.db", secret=b"x")


async def test_a_database_without_its_migrations_says_so(tmp_path: Path) -> None:
    primary = await open_primary(f"sqlite:///{tmp_path}/primary.db", secret=b"x")

    with pytest.raises(Unavailable, match="run its migrations"):
        await primary.users.list(ListQuery())

    await primary.close()


async def test_a_standalone_mongodb_is_refused_with_the_fix() -> None:
    try:
        server = Mongod(replica_set="").start()
    except MongodUnavailable as error:
        missing_service("MongoDB", str(error))

    try:
        for driver in DRIVERS:
            with pytest.raises(SettingsError, match=r"is a standalone MongoDB.*--replSet"):
                await open_primary(server.uri_for(database="app"), secret=b"x", driver=driver)
    finally:
        server.stop()


@pytest.mark.parametrize("driver", DRIVERS)
async def test_a_server_that_hangs_is_a_timeout_and_recovers(mongod: Mongod, mongo_url: str, driver: str) -> None:
    primary = await open_primary(mongo_url, secret=b"x", driver=driver, timeout=0.5)
    written = await primary.users.create(User(name="Ann", email="ann@example.com", organisation="org"))

    mongod.freeze()
    try:
        started = time.monotonic()
        results = await asyncio.gather(
            primary.users.get(written.id), primary.users.list(ListQuery()), primary.ping(), return_exceptions=True
        )
    finally:
        mongod.thaw()

    assert time.monotonic() - started < 3
    assert [type(result) for result in results] == [Timeout, Timeout, Timeout]
    assert await primary.users.get(written.id) == written
    await primary.close()
