"""The seam between our code and the MongoDB driver: the only file that knows which one is in use.

``motor`` is the default; ``pymongo`` is pymongo's own asynchronous client. The two differ in what is awaited, and only in the
functions below; everything else is their common subset. A client belongs to the event loop it was made in. Start reading at
``connect_mongo``.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Literal, cast

from pymongo import AsyncMongoClient
from pymongo.asynchronous.change_stream import AsyncChangeStream
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConfigurationError, InvalidURI, PyMongoError
from pymongo.uri_parser import parse_uri

from data.connections.masking import masked_url
from data.errors import SettingsError

# Motor's classes have the same methods, so they go by the names of pymongo's, which are typed.
Document = dict[str, Any]
MongoClient = AsyncMongoClient[Document]
MongoDatabase = AsyncDatabase[Document]
MongoCollection = AsyncCollection[Document]
MongoSession = AsyncClientSession
MongoChangeStream = AsyncChangeStream[Document]
MongoDriver = Literal["motor", "pymongo"]

DEFAULT_DATABASE = "refetch"
MONGO_SCHEMES = ("mongodb://", "mongodb+srv://")
# How long the server holds a question for changes open when there are none, in milliseconds; below every timeout.
_STREAM_WAIT_MS = 500


def connect_mongo(
    url: str,
    *,
    driver: str = "motor",
    timeout: float = 5.0,
    max_pool_size: int = 50,
    variable: str = "PRIMARY_DATABASE_URL",
    **options: Any,
) -> MongoClient:
    """Return a client for *url*; it connects when it is first used.

    Args:
        driver: ``motor`` or ``pymongo``.
        timeout: Seconds that one operation may take, its retries and the choice of a server included.
        variable: The setting that *url* comes from, for messages.
        options: Further options of the driver, ``readPreference`` for instance.

    Raises:
        SettingsError: *url* or *driver* cannot be used.
    """
    make = _client_class(driver)
    settings: dict[str, Any] = {
        "timeoutMS": max(1, round(timeout * 1000)),
        "maxPoolSize": max_pool_size,
        "tz_aware": True,
        "w": "majority",
        "appname": "refetch",
        **options,
    }
    try:
        return make(url, **settings)
    except (PyMongoError, ValueError) as error:
        raise _unusable(url, variable) from error


async def close_mongo(client: MongoClient) -> None:
    """Close every connection of *client*."""
    await _settled(client.close())


def mongo_database(client: MongoClient, url: str) -> MongoDatabase:
    """Return the database that *url* names after its hosts; ``refetch`` when it names none."""
    return client[mongo_database_name(url)]


def mongo_database_name(url: str, *, variable: str = "PRIMARY_DATABASE_URL") -> str:
    """Return the name of the database in *url*, without asking a name server.

    Raises:
        SettingsError: *url* cannot be read.
    """
    # mongodb+srv:// hosts are looked up when they are parsed; only the path matters here.
    try:
        parsed = parse_uri(url.replace("mongodb+srv://", "mongodb://", 1))
    except (ConfigurationError, InvalidURI, ValueError) as error:
        raise _unusable(url, variable) from error
    return cast("str | None", parsed["database"]) or DEFAULT_DATABASE


@asynccontextmanager
async def mongo_session(client: MongoClient) -> AsyncGenerator[MongoSession, None]:
    """Open a session; leaving the block ends it and rolls back a transaction that was not committed."""
    session: MongoSession = await _settled(client.start_session())
    async with session:
        yield session


@asynccontextmanager
async def change_stream(
    collection: MongoCollection, pipeline: list[Document], *, resume: Document | None = None
) -> AsyncGenerator[MongoChangeStream, None]:
    """Open the changes of *collection*, after *resume* where that is given; ``try_next`` waits half a second at most."""
    stream: MongoChangeStream = await _settled(
        collection.watch(pipeline, resume_after=resume, max_await_time_ms=_STREAM_WAIT_MS)
    )
    async with stream:
        yield stream


@contextmanager
def cancellation_kept() -> Generator[None, None, None]:
    """Raise ``CancelledError`` at the end of the block if the task was cancelled in it and nobody heard.

    pymongo sends every message through ``asyncio.wait_for``, which before Python 3.12 drops a cancellation that arrives
    together with its result; a task that watches for ever would then never end.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    yield
    if task is not None and task.cancelling() > before:
        raise asyncio.CancelledError


async def _settled(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


def _client_class(driver: str) -> Callable[..., MongoClient]:
    if driver == "pymongo":
        return AsyncMongoClient
    if driver == "motor":
        from motor.motor_asyncio import AsyncIOMotorClient  # noqa: PLC0415 - pymongo alone is enough for the other

        return cast("Callable[..., MongoClient]", AsyncIOMotorClient)
    raise SettingsError(f"MONGO_DRIVER={driver} is not a driver; set it to motor or pymongo.")


def _unusable(url: str, variable: str) -> SettingsError:
    return SettingsError(
        f"{variable}={masked_url(url)} is not an address of a MongoDB; write it as mongodb://user:password@host/database."
    )
