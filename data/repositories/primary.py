"""The primary database as one object, whichever it is. Start reading at ``open_primary``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import Engine, text

from data.connections.masking import masked_url
from data.connections.mongo import MONGO_SCHEMES, MongoClient, close_mongo, connect_mongo, mongo_database
from data.connections.sql import create_sql_engine
from data.errors import SettingsError, Unavailable
from data.events import ChangeBus
from data.models import Activity, Project, User
from data.repositories.cursor import CursorCodec
from data.repositories.memory import MemoryRepository, MemoryStore
from data.repositories.mongo import MongoRepository
from data.repositories.mongo_errors import MONGO_FAILURES, mongo_error
from data.repositories.protocols import Repository
from data.repositories.sql import SqlRepository
from data.repositories.sql_errors import SQL_FAILURES, sql_error


@dataclass(frozen=True, slots=True)
class PrimaryDatabase:
    """The repositories of the primary database, and its life cycle.

    Attributes:
        ping: Does nothing if the database answers; raises ``Unavailable`` if not.
        close: Closes every connection; call it once, at the end.
    """

    users: Repository[User]
    projects: Repository[Project]
    activities: Repository[Activity]
    ping: Callable[[], Awaitable[None]]
    close: Callable[[], Awaitable[None]]


async def open_primary(url: str, *, secret: bytes, driver: str = "motor", timeout: float = 5.0) -> PrimaryDatabase:
    """Connect to the primary database, in the running event loop.

    Args:
        secret: Signs the cursors; the same for all workers.
        driver: The driver for MongoDB, ``motor`` or ``pymongo``.
        timeout: Seconds that one operation may take; also this one.

    Raises:
        SettingsError: The address cannot be used, or its MongoDB is no replica set.
        Unavailable: The database does not answer.
    """
    codec = CursorCodec(secret)
    is_mongo = url.startswith(MONGO_SCHEMES)
    database = (
        _mongo_primary(url, codec, driver=driver, timeout=timeout) if is_mongo else _sql_primary(url, codec, timeout=timeout)
    )
    try:
        await database.ping()
    except BaseException as error:
        await database.close()
        if isinstance(error, Unavailable):
            raise Unavailable(_unreachable(url, error)) from error
        raise
    return database


def memory_primary(secret: bytes = b"memory") -> PrimaryDatabase:
    """Return an empty primary database in memory, for tests and demonstrations."""
    codec, store, changes = CursorCodec(secret), MemoryStore(), ChangeBus()

    async def nothing() -> None:
        return None

    return PrimaryDatabase(
        users=MemoryRepository(User, store, codec=codec, changes=changes),
        projects=MemoryRepository(Project, store, codec=codec, changes=changes),
        activities=MemoryRepository(Activity, store, codec=codec, changes=changes),
        ping=nothing,
        close=nothing,
    )


def _sql_primary(url: str, codec: CursorCodec, *, timeout: float) -> PrimaryDatabase:
    engine, changes = create_sql_engine(url, timeout=timeout), ChangeBus()

    async def ping() -> None:
        try:
            async with asyncio.timeout(timeout):
                await asyncio.to_thread(_select_one, engine)
        except (*SQL_FAILURES, OSError) as error:
            raise sql_error(error) from error

    async def close() -> None:
        await asyncio.to_thread(engine.dispose)

    return PrimaryDatabase(
        users=SqlRepository(User, engine, codec=codec, changes=changes, timeout=timeout),
        projects=SqlRepository(Project, engine, codec=codec, changes=changes, timeout=timeout),
        activities=SqlRepository(Activity, engine, codec=codec, changes=changes, timeout=timeout),
        ping=ping,
        close=close,
    )


def _mongo_primary(url: str, codec: CursorCodec, *, driver: str, timeout: float) -> PrimaryDatabase:
    client = connect_mongo(url, driver=driver, timeout=timeout)
    database = mongo_database(client, url)

    async def ping() -> None:
        try:
            await _expect_replica_set(client, url)
        except MONGO_FAILURES as error:
            raise mongo_error(error) from error

    async def close() -> None:
        await close_mongo(client)

    return PrimaryDatabase(
        users=MongoRepository(User, database, codec=codec, timeout=timeout),
        projects=MongoRepository(Project, database, codec=codec, timeout=timeout),
        activities=MongoRepository(Activity, database, codec=codec, timeout=timeout),
        ping=ping,
        close=close,
    )


def _select_one(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM sqlite_master"))


async def _expect_replica_set(client: MongoClient, url: str) -> None:
    answer = await client.admin.command("hello")
    # A mongos speaks for a sharded cluster, whose shards are replica sets.
    if "setName" not in answer and answer.get("msg") != "isdbgrid":
        raise SettingsError(
            f"PRIMARY_DATABASE_URL={masked_url(url)} is a standalone MongoDB, which has neither transactions nor change "
            "streams; start it with --replSet and initiate the set, or use a cluster."
        )
    await client.admin.command("ping")


def _unreachable(url: str, error: Unavailable) -> str:
    reason = error.message[0].lower() + error.message[1:].split(";")[0].rstrip(".")
    return f"PRIMARY_DATABASE_URL={masked_url(url)} cannot be used: {reason}; check the address and that the server runs."
