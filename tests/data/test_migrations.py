"""What the history of the schema promises, on SQLite and on MongoDB."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from pymongo import MongoClient
from pymongo.database import Database
from sqlalchemy import Column, Integer, create_engine, inspect, text
from sqlmodel import SQLModel

from data.connections.sql import create_sql_engine
from data.errors import Conflict, Unavailable
from data.migrations import (
    MigrationStatus,
    migrate_down,
    migrate_up,
    migration_status,
    open_migration_target,
    pending_migrations,
)
from data.migrations.sql_target import SqlTarget
from data.migrations.step import Step, checksum_of, load_steps
from data.models import MODELS
from data.models.entity import collection_of, utc_now

ALL = [step.id for step in load_steps()]
TABLES = {collection_of(model) for model in MODELS}


class FailingStep:
    """Makes a table, then fails."""

    def sql_up(self, op: Operations) -> None:
        op.create_table("half_done", Column("id", Integer, primary_key=True))
        op.execute("SELECT * FROM nowhere")

    def sql_down(self, op: Operations) -> None: ...
    def mongo_up(self, database: Database[dict[str, Any]]) -> None: ...
    def mongo_down(self, database: Database[dict[str, Any]]) -> None: ...


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new' / 'primary.db'}"


@pytest.fixture(params=["sqlite", "mongo"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a database without a schema, of either kind."""
    return request.getfixturevalue("empty_sqlite" if request.param == "sqlite" else "mongo_uri")


@pytest.fixture
def mongo(mongo_uri: str) -> Iterator[Database[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](mongo_uri, tz_aware=True) as client:
        yield client.get_default_database()


def objects(url: str) -> dict[str, Any]:
    """Return what there is besides the history: each table or collection with its indexes."""
    if url.startswith("mongodb://"):
        with MongoClient[dict[str, Any]](url) as client:
            database = client.get_default_database()
            names = set(database.list_collection_names()) - {"schema_history", "schema_lock"}
            return {name: sorted(database[name].index_information()) for name in names}
    engine = create_engine(url)
    with closing(engine.connect()) as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%schema_history%'"))
        found = {name: sql for name, sql in rows if not name.startswith("sqlite_")}
    engine.dispose()
    return found


def test_every_step_goes_up_and_down_and_up_again(url: str) -> None:
    with open_migration_target(url) as target:
        for number, step in enumerate(ALL):
            before = objects(url) if number else {}
            assert migrate_up(target, 1) == [step]
            after = objects(url)
            assert migrate_down(target) == [step]
            assert objects(url) == before
            assert migrate_up(target, 1) == [step]
            assert objects(url) == after


def test_up_twice_does_nothing_the_second_time(url: str) -> None:
    with open_migration_target(url) as target:
        assert migrate_up(target) == ALL
        assert migrate_up(target) == []
        assert migrate_down(target, len(ALL) + 5) == ALL[::-1]
        assert migrate_down(target) == []


def test_the_status_says_what_is_pending_applied_changed_and_unknown(url: str) -> None:
    with open_migration_target(url) as target:
        assert {line.state for line in migration_status(target)} == {"pending"}
        migrate_up(target)
        assert {line.state for line in migration_status(target)} == {"applied"}

    rewrite_history(url, ALL[0])
    with open_migration_target(url) as target:
        assert migration_status(target)[0] == MigrationStatus(ALL[0], "CHANGED")
        assert migration_status(target)[-1] == MigrationStatus("m9999_later", "UNKNOWN")


def test_what_is_pending_can_be_asked_without_making_anything(url: str, tmp_path: Path) -> None:
    assert pending_migrations(url) == ALL
    assert list(tmp_path.iterdir()) == []

    with open_migration_target(url) as target:
        migrate_up(target)

    assert pending_migrations(url) == []


def test_the_migrated_tables_are_those_of_the_models(empty_sqlite: str) -> None:
    with open_migration_target(empty_sqlite) as target:
        migrate_up(target)
    engine = create_engine(empty_sqlite)

    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name in TABLES}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata)
        partial = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'ux_users_email'")).scalar_one()
        tables = set(inspect(connection).get_table_names())
    engine.dispose()

    assert differences == []
    assert partial.endswith("WHERE deleted_at IS NULL")
    assert tables >= TABLES


def test_the_migrated_collections_have_the_indexes_of_the_models(mongo_uri: str, mongo: Database[dict[str, Any]]) -> None:
    with open_migration_target(mongo_uri) as target:
        migrate_up(target)

    for table in (SQLModel.metadata.tables[name] for name in TABLES):
        expected = {
            index.name: ["_id" if column.name == "id" else column.name for column in index.columns] for index in table.indexes
        }
        there = mongo[table.name].index_information()
        assert {name: [key for key, _ in index["key"]] for name, index in there.items() if name != "_id_"} == expected
    unique = mongo["users"].index_information()["ux_users_email"]
    assert unique["unique"]
    assert unique["partialFilterExpression"] == {"deleted_at": None}


def test_a_step_that_fails_leaves_nothing_behind(empty_sqlite: str) -> None:
    engine = create_sql_engine(empty_sqlite)
    target = SqlTarget(engine)

    with pytest.raises(Unavailable):
        target.up(Step("m9998_failing", "0" * 16, FailingStep()))

    assert target.applied() == {}
    assert not inspect(engine).has_table("half_done")
    engine.dispose()


def test_two_runs_at_once_make_each_step_once(empty_sqlite: str) -> None:
    barrier, done = threading.Barrier(2), []

    def run() -> None:
        with open_migration_target(empty_sqlite) as target:
            barrier.wait(10)
            done.extend(migrate_up(target))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert done == ALL


def test_a_second_run_is_refused_while_one_is_at_work_and_not_afterwards(mongo_uri: str) -> None:
    with open_migration_target(mongo_uri) as first, open_migration_target(mongo_uri) as second:
        with first.locked(), pytest.raises(Conflict, match="Another migration of this database is running"):
            migrate_up(second)

        assert migrate_up(second) == ALL


def test_the_lock_of_a_run_that_died_ends_by_itself(mongo_uri: str, mongo: Database[dict[str, Any]]) -> None:
    mongo["schema_lock"].insert_one({"_id": "lock", "owner": "somebody", "until": utc_now() - timedelta(seconds=1)})  # type: ignore[dict-item]

    with open_migration_target(mongo_uri) as target:
        assert migrate_up(target) == ALL

    assert mongo["schema_lock"].count_documents({}) == 0


def test_a_checksum_does_not_depend_on_line_endings() -> None:
    assert checksum_of("a\r\nb\r\n") == checksum_of("a\nb\n")
    assert checksum_of("a\nb\n") != checksum_of("a\nc\n")


def rewrite_history(url: str, step: str) -> None:
    if url.startswith("mongodb://"):
        with MongoClient[dict[str, Any]](url) as client:
            history = client.get_default_database()["schema_history"]
            history.update_one({"_id": step}, {"$set": {"checksum": "other"}})
            history.insert_one({"_id": "m9999_later", "checksum": "x"})
        return
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE schema_history SET checksum = 'other' WHERE id = :id"), {"id": step})
        connection.execute(text("INSERT INTO schema_history VALUES ('m9999_later', 'x', 'now')"))
    engine.dispose()
