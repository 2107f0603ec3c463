"""The external database as an SQLite file: fences against writing, deadlines, and what SQLite has of its own."""

# ruff: noqa: S608  (the statements are made up here)
from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from data.errors import SettingsError, Timeout, Unavailable
from data.repositories import CursorCodec, ListQuery, Where
from data.sources import SqlSource, open_source, parse_mapping
from data.sources.sqlite_connection import open_read_only

CODEC = CursorCodec(b"secret")

MAPPING = """
[resources.rows]
collection = "rows"
id = "id"
[resources.rows.fields]
name = { path = "name", type = "string", filterable = true, sortable = true, searchable = true }
at = { path = "at", type = "datetime", filterable = true, sortable = true }
is_on = { path = "extra.is_on", type = "boolean", filterable = true, sortable = true }
size = { path = "extra.size", type = "integer", filterable = true, sortable = true }
"""


def make(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return path


def source_of(path: Path, *, timeout: float = 10.0, mapping: str = MAPPING) -> SqlSource:
    return SqlSource(path, parse_mapping(mapping, origin="rows.toml"), codec=CODEC, timeout=timeout)


ROWS = "CREATE TABLE rows (id INTEGER, name TEXT, at TEXT, extra TEXT)"

WRITES = [
    "INSERT INTO rows (id) VALUES (1)",
    "UPDATE rows SET id = 2",
    "DELETE FROM rows",
    "DROP TABLE rows",
    "CREATE TABLE other (id)",
    "CREATE TEMP TABLE other (id)",
    "CREATE TEMP VIEW other AS SELECT 1",
    "ATTACH DATABASE '{other}' AS other",
    "VACUUM INTO '{other}'",
    "PRAGMA journal_mode = WAL",
    "PRAGMA writable_schema = ON",
    "BEGIN IMMEDIATE",
    "SELECT load_extension('x')",
]


@pytest.mark.parametrize("statement", WRITES)
def test_the_connection_refuses_everything_but_reading(tmp_path, statement):
    path, other = make(tmp_path / "a.db", ROWS), tmp_path / "other.db"
    before = path.read_bytes()

    with pytest.raises(Unavailable) as refusal, open_read_only(path, until=time.monotonic() + 10, timeout=10) as connection:
        connection.execute(statement.format(other=other))

    assert re.search("not authorized|authorization denied", str(refusal.value.__cause__))
    assert path.read_bytes() == before
    assert not other.exists()


def test_without_the_authorizer_the_file_would_still_be_opened_read_only(tmp_path):
    path = make(tmp_path / "a.db", ROWS)

    with open_read_only(path, until=time.monotonic() + 10, timeout=10) as connection:
        connection.set_authorizer(None)
        with pytest.raises(sqlite3.OperationalError, match="readonly database"):
            connection.execute("INSERT INTO rows (id) VALUES (1)")


async def test_a_missing_file_names_the_setting_and_the_command_that_makes_it(tmp_path):
    source = source_of(tmp_path / "missing.db")

    for call in (source.ping(), source.check(), source.list("rows", ListQuery()), source.get("rows", "1")):
        with pytest.raises(Unavailable, match=r"EXTERNAL_DATABASE_URL.*refetch seed") as failure:
            await call
        assert str(tmp_path) not in failure.value.message
    assert not (tmp_path / "missing.db").exists()


async def test_a_file_that_is_no_database_and_a_missing_table_are_told_apart(tmp_path):
    (tmp_path / "text.db").write_text("no database " * 100)

    with pytest.raises(Unavailable, match="no SQLite database"):
        await source_of(tmp_path / "text.db").ping()
    with pytest.raises(Unavailable, match=r"no table `rows`, which \[resources.rows\] of EXTERNAL_MAPPING names"):
        await source_of(make(tmp_path / "empty.db", "CREATE TABLE other (id)")).list("rows", ListQuery())


async def test_a_slow_statement_is_interrupted_at_the_deadline(tmp_path):
    endless = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, CAST(id AS TEXT) AS name FROM n"
    source = source_of(make(tmp_path / "a.db", f"CREATE VIEW rows AS {endless}"), timeout=0.2)

    begun = time.monotonic()
    with pytest.raises(Timeout, match=r"The external database did not answer within 0\.2 s\."):
        await source.count("rows", ListQuery(where=(Where("name", "eq", "never"),)))

    assert time.monotonic() - begun < 2


async def test_a_locked_file_is_a_timeout(tmp_path):
    path = make(tmp_path / "a.db", ROWS)
    source = source_of(path, timeout=0.2)

    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Timeout):
            await source.list("rows", ListQuery())
        writer.execute("ROLLBACK")

    assert (await source.list("rows", ListQuery())).items == []


async def test_a_file_that_was_replaced_is_read_anew(tmp_path):
    path = make(tmp_path / "a.db", ROWS)
    source = source_of(path)
    before = await source.count("rows", ListQuery())

    make(tmp_path / "b.db", ROWS, "INSERT INTO rows (id) VALUES (1)").replace(path)

    assert (before.value, (await source.count("rows", ListQuery())).value) == (0, 1)


async def test_columns_with_json_are_filtered_and_sorted_by_path_even_where_the_json_is_broken(tmp_path):
    extras = ['{"size": 5, "is_on": true}', "{broken", None, "[1]", '{"size": 2, "is_on": 1}']
    path = make(tmp_path / "a.db", ROWS)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO rows (id, extra) VALUES (?, ?)", enumerate(extras, start=1))
    source = source_of(path)

    by_size = await source.list("rows", ListQuery(sort="-size"))
    on = await source.list("rows", ListQuery(where=(Where("is_on", "eq", True),)))

    assert [item.id for item in by_size.items] == ["1", "4", "3", "2"]
    assert [(one.id, one.reason) for one in by_size.rejected] == [("5", "`is_on`: expected true or false, found the number 1.")]
    assert [item.id for item in on.items] == ["1"]


async def test_times_are_compared_as_times_whatever_their_notation(tmp_path):
    times = ["2026-01-01", "2026-01-01T12:00:00Z", "2026-01-01 10:00:00.250", "2026-01-01T23:00:00-02:00", "now", "2460000.5"]
    rows = [f"INSERT INTO rows (id, at) VALUES ({number}, '{text}')" for number, text in enumerate(times)]
    source = source_of(make(tmp_path / "a.db", ROWS, *rows))

    page = await source.list("rows", ListQuery(sort="at"))
    later = await source.list("rows", ListQuery(where=(Where("at", "gt", "2026-01-01T11:00:00Z"),)))

    assert [item.id for item in page.items] == ["0", "2", "1", "3"]
    assert [one.id for one in page.rejected] == ["4", "5"]
    assert {item.id for item in later.items} == {"1", "3"}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT) WITHOUT ROWID",
        "CREATE TABLE rows (id TEXT COLLATE NOCASE, name TEXT COLLATE NOCASE)",
        "CREATE TABLE rows (id, name, rowid, _rowid_)",
        "CREATE TABLE rows (id, name, rowid, _rowid_, oid)",
    ],
)
async def test_pages_work_on_tables_with_and_without_rowid(tmp_path, statement):
    rows = [f"INSERT INTO rows (id, name) VALUES ({number}, 'n{number % 3}')" for number in range(20)]
    source = source_of(make(tmp_path / "a.db", statement, *rows))

    for sort in ("id", "-id", "name", "-name"):
        ids: list[str] = []
        after = None
        for _ in range(7):
            page = await source.list("rows", ListQuery(sort=sort, limit=3, after=after))
            ids += [item.id for item in page.items]
            after = page.next

        assert after is None
        assert sorted(map(int, ids)) == list(range(20)), sort


async def test_views_are_paged_by_the_declared_id(tmp_path):
    rows = [f"INSERT INTO hidden VALUES ({number})" for number in range(5)]
    view = "CREATE VIEW rows AS SELECT x AS id, 'same' AS name FROM hidden"
    source = source_of(make(tmp_path / "a.db", "CREATE TABLE hidden (x)", view, *rows))

    first = await source.list("rows", ListQuery(sort="-name", limit=3))
    second = await source.list("rows", ListQuery(sort="-name", limit=3, after=first.next))

    assert [item.id for item in (*first.items, *second.items)] == ["4", "3", "2", "1", "0"]
    assert second.next is None


async def test_names_with_quotes_and_undecodable_text_do_no_harm(tmp_path):
    table = '"my ""rows"" -- ;"'
    mapping = MAPPING.replace('collection = "rows"', "collection = 'my \"rows\" -- ;'")
    source = source_of(
        make(
            tmp_path / "a.db", f"CREATE TABLE {table} (id, name TEXT)", f"INSERT INTO {table} VALUES (1, CAST(x'41ff' AS TEXT))"
        ),
        mapping=mapping,
    )

    page = await source.list("rows", ListQuery(sort="name"))

    assert page.items[0].fields["name"] == "A\ufffd"


async def test_a_declared_column_that_does_not_exist_is_empty_and_warned_about(tmp_path):
    source = source_of(make(tmp_path / "a.db", "CREATE TABLE rows (id)", "INSERT INTO rows VALUES (1)"))

    page = await source.list("rows", ListQuery(sort="name", where=(Where("name", "ne", "x"),)))
    warnings = await source.check()

    assert page.items[0].fields["name"] is None
    assert "rows.toml: [resources.rows.fields.name]: none of the first 1 documents has the path `name`." in warnings


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("sqlite://", "names no SQLite file"),
        ("sqlite:///:memory:", "names no SQLite file"),
        ("https://user:secret@api.example/v1", "https:// is not supported in this version"),
        ("postgresql://user:secret@db.example/v1", "postgresql:// is not supported in this version"),
        ("external.db", "it has no scheme"),
        ("mongodb://user:secret@db.example", "names no database"),
        ("mongodb://user:secret@db.example:port/x", "not an address of a MongoDB"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(url, problem):
    with pytest.raises(SettingsError, match="EXTERNAL_DATABASE_URL") as refusal:
        open_source(url, parse_mapping(MAPPING), codec=CODEC)

    assert problem in refusal.value.message
    assert "secret" not in refusal.value.message
