"""The embedded external database that a new machine starts with."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from data.errors import Conflict
from data.repositories import CursorCodec, ListQuery, Where
from data.seeds.external import seed_external
from data.sources import load_mapping, open_source


def rows_in(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM sites").fetchall()


def test_the_seed_makes_the_same_rows_every_time(tmp_path):
    first, second = tmp_path / "a" / "external.db", tmp_path / "external.db"

    assert seed_external(first, 300) == seed_external(second, 300) == 300

    assert rows_in(first) == rows_in(second)
    assert len(rows_in(first)) == 300
    assert [path.name for path in second.parent.iterdir() if path.is_file()] == ["external.db"]


def test_seeding_again_leaves_the_file_alone_and_another_count_replaces_it(tmp_path):
    path = tmp_path / "external.db"
    seed_external(path, 100)
    before = path.stat()

    seed_external(path, 100)
    untouched = path.stat()
    seed_external(path, 50)

    assert (untouched.st_ino, untouched.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(rows_in(path)) == 50


def test_a_reader_keeps_a_complete_file_while_it_is_replaced(tmp_path):
    path = tmp_path / "external.db"
    seed_external(path, 100)

    with closing(sqlite3.connect(path)) as reader:
        cursor = reader.execute("SELECT code FROM sites")
        first = cursor.fetchone()
        seed_external(path, 50)
        rest = cursor.fetchall()

    assert len([first, *rest]) == 100


@pytest.mark.parametrize("content", [b"something else entirely", None])
def test_a_file_that_the_seed_did_not_make_is_never_replaced(tmp_path, content):
    path = tmp_path / "external.db"
    if content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE sites (code TEXT)")
    else:
        path.write_bytes(content)
    before = path.read_bytes()

    with pytest.raises(Conflict, match="was not made by the seed"):
        seed_external(path)

    assert path.read_bytes() == before


async def test_the_default_mapping_describes_every_site_without_a_warning(tmp_path):
    path = tmp_path / "external.db"
    seed_external(path)
    source = open_source(f"sqlite:///{path}", load_mapping(), codec=CursorCodec(b"s"), timeout=10)

    warnings = await source.check()
    ids: set[str] = set()
    after = None
    for _ in range(4):
        page = await source.list("sites", ListQuery(sort="-capacity", limit=500, after=after))
        assert page.rejected == []
        ids |= {item.id for item in page.items}
        after = page.next
    found = await source.list("sites", ListQuery(search="ZÜRICH", where=(Where("kind", "eq", "warehouse"),)))

    assert warnings == []
    assert len(ids) == 2_000
    assert after is None
    assert {item.fields["city"] for item in found.items} == {"Zürich"}
