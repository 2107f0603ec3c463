"""The primary database on every store that it can be kept in; a test that takes ``primary`` runs on each."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from data.migrations import migrate_up, open_migration_target
from data.models import MODELS
from data.models.entity import collection_of
from data.repositories.primary import PrimaryDatabase, memory_primary, open_primary
from tests.mongod import Mongod

SECRET = b"a secret for tests"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "primary.db"
    with open_migration_target(f"sqlite:///{path}") as target:
        migrate_up(target)
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The address of an SQLite database with the schema and no rows."""
    shutil.copy(migrated_file, tmp_path / "primary.db")
    return f"sqlite:///{tmp_path / 'primary.db'}"


@pytest.fixture(scope="session")
def migrated_mongo(mongod: Mongod) -> str:
    """The address of a MongoDB database with the schema; shared, because making its indexes takes long."""
    uri = mongod.uri_for(database="contract")
    with open_migration_target(uri) as target:
        migrate_up(target)
    return uri


@pytest.fixture
def mongo_url(migrated_mongo: str) -> Iterator[str]:
    """The address of a MongoDB database with the schema and no rows."""
    yield migrated_mongo
    with MongoClient[dict[str, Any]](migrated_mongo) as client:
        for model in MODELS:
            client.get_default_database()[collection_of(model)].delete_many({})


@pytest.fixture(params=["sqlite", "motor", "pymongo", "memory"])
async def primary(request: pytest.FixtureRequest) -> AsyncIterator[PrimaryDatabase]:
    """An empty primary database: on SQLite, on MongoDB by either driver, and in memory."""
    match request.param:
        case "memory":
            database = memory_primary(SECRET)
        case "sqlite":
            database = await open_primary(request.getfixturevalue("sqlite_url"), secret=SECRET)
        case driver:
            database = await open_primary(request.getfixturevalue("mongo_url"), secret=SECRET, driver=driver)
    yield database
    await database.close()
