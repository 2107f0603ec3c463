"""Databases of somebody else: an SQLite file, and a MongoDB with a user who may only read."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from data.repositories import CursorCodec
from data.sources import ExternalMapping, SharedResourceSource, open_source, parse_mapping
from tests.mongod import Mongod, MongodUnavailable
from tests.services import missing_service

CODEC = CursorCodec(b"a secret for cursors in the tests")

# Every kind of field once; the same file serves both databases.
MAPPING = """
[resources.things]
label = "Things"
collection = "things"
id = "code"
title = "{name} · {place.city}"
[resources.things.fields]
name = { path = "name", type = "string", required = true, filterable = true, sortable = true, searchable = true }
kind = { path = "kind", type = "string", filterable = true, choices = ["tool", "toy"] }
amount = { path = "amount", type = "integer", filterable = true, sortable = true }
score = { path = "score", type = "float", filterable = true, sortable = true }
is_open = { path = "is_open", type = "boolean", filterable = true, sortable = true }
seen_at = { path = "seen_at", type = "datetime", filterable = true, sortable = true }
city = { path = "place.city", type = "string", filterable = true, sortable = true, searchable = true }
geo = { path = "place.geo", type = "geo_point" }
tags = { path = "tags", type = "list", default = [] }
secret = { path = "secret", type = "string" }
"""

Opener = Callable[[Sequence[Mapping[str, Any]]], SharedResourceSource]


def thing_mapping() -> ExternalMapping:
    return parse_mapping(MAPPING, origin="things.toml")


@pytest.fixture(scope="session")
def external_server() -> Iterator[Mongod]:
    """A MongoDB that asks everybody to sign in."""
    try:
        server = Mongod(auth=True).start()
    except MongodUnavailable as error:
        missing_service("MongoDB", str(error))
    try:
        yield server
    finally:
        server.stop()


class ForeignDatabase:
    """One database on the server, filled by its owner and read by a user who may do nothing else."""

    def __init__(self, server: Mongod) -> None:
        self.server = server
        self.name = f"ext_{secrets.token_hex(6)}"
        reader = f"reader_{self.name}"
        server.create_user(reader, "reader's: p@ss", [{"role": "read", "db": self.name}])
        self.url = server.uri_for(reader, "reader's: p@ss", database=self.name)
        self.owner: MongoClient[dict[str, Any]] = MongoClient(server.uri_for())

    def fill(self, collection: str, documents: Sequence[Mapping[str, Any]]) -> None:
        self.owner[self.name][collection].insert_many([dict(document) for document in documents])

    def empty(self) -> None:
        database = self.owner[self.name]
        for collection in database.list_collection_names(filter={"name": {"$not": {"$regex": "^system"}}}):
            database[collection].delete_many({})


@pytest.fixture(scope="session")
def _foreign_database(external_server: Mongod) -> Iterator[ForeignDatabase]:
    database = ForeignDatabase(external_server)
    yield database
    database.owner.close()


@pytest.fixture
def foreign_database(_foreign_database: ForeignDatabase) -> Iterator[ForeignDatabase]:
    """An empty database and the address of its reader."""
    yield _foreign_database
    _foreign_database.empty()  # several times faster than dropping it and its user


def fill_sqlite(path: Path, documents: Sequence[Mapping[str, Any]]) -> None:
    """Write *documents* as rows of the table ``things``; what is nested becomes JSON text."""
    columns = list(dict.fromkeys(["code", *(key for document in documents for key in document if key != "_id")]))
    rows = [[_stored(document.get(column)) for column in columns] for document in documents]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE things ({', '.join(columns)})")
        connection.executemany(f"INSERT INTO things VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608


def _stored(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.fixture(params=["sqlite", "motor", "pymongo"])
async def open_things(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Opener]:
    """Opens a source whose resource ``things`` holds the given documents; once on each adapter and driver."""
    opened: list[SharedResourceSource] = []

    def open_on_sqlite(documents: Sequence[Mapping[str, Any]]) -> SharedResourceSource:
        fill_sqlite(tmp_path / "external.db", documents)
        opened.append(open_source(f"sqlite:///{tmp_path / 'external.db'}", thing_mapping(), codec=CODEC, timeout=10))
        return opened[-1]

    def open_on_mongo(documents: Sequence[Mapping[str, Any]]) -> SharedResourceSource:
        database = request.getfixturevalue("foreign_database")
        database.fill("things", documents)
        opened.append(open_source(database.url, thing_mapping(), codec=CODEC, driver=request.param, timeout=10))
        return opened[-1]

    yield open_on_sqlite if request.param == "sqlite" else open_on_mongo
    for source in opened:
        await source.close()
