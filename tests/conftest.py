"""Services that the tests use: real ones, started for the run and private to it.

Where one is missing, the tests that need it are skipped and say so; ``REQUIRE_SERVICES=1`` makes that a failure.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from tests.mongod import Mongod, MongodUnavailable
from tests.redis_server import RedisServer, RedisUnavailable
from tests.services import missing_service


@pytest.fixture(scope="session")
def mongod() -> Iterator[Mongod]:
    """A MongoDB for the whole run: a replica set of one, without users."""
    try:
        server = Mongod().start()
    except MongodUnavailable as error:
        missing_service("MongoDB", str(error))
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def mongo_database(mongod: Mongod) -> Iterator[str]:
    """The name of an empty database, dropped after the test."""
    name = f"test_{secrets.token_hex(6)}"
    yield name
    with MongoClient[dict[str, Any]](mongod.uri_for()) as client:
        client.drop_database(name)


@pytest.fixture
def mongo_uri(mongod: Mongod, mongo_database: str) -> str:
    """The address of that database."""
    return mongod.uri_for(database=mongo_database)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis for the whole run."""
    try:
        with RedisServer() as server:
            yield server
    except RedisUnavailable as error:
        missing_service("Redis", str(error))


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of that Redis; what a test leaves in it stays until the end of the run."""
    return redis_server.url
