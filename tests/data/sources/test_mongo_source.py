"""The external database as a MongoDB: the account's rights, a server that hangs, and documents that nobody expected."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import bson
import pytest
from bson import Binary, Decimal128, ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from data.errors import Timeout, Unavailable
from data.repositories import CursorCodec, ListQuery, Where
from data.sources import open_source, parse_mapping

MAPPING = """
[resources.rows]
collection = "rows"
id = "_id"
[resources.rows.fields]
number = { path = "number", type = "float", filterable = true, sortable = true }
at = { path = "at", type = "datetime", sortable = true }
note = { path = "note", type = "string", filterable = true, sortable = true, searchable = true }
"""


@pytest.fixture(params=["motor", "pymongo"])
async def open_rows(request, foreign_database):
    """Opens a source on the collection ``rows``, filled with the given documents."""
    opened = []

    def open_filled(*documents, url=foreign_database.url, timeout=10.0):
        if documents:
            foreign_database.fill("rows", documents)
        mapping = parse_mapping(MAPPING, origin="rows.toml")
        opened.append(open_source(url, mapping, codec=CursorCodec(b"secret"), driver=request.param, timeout=timeout))
        return opened[-1]

    yield open_filled
    for source in opened:
        await source.close()


async def ids_in_pages(source, sort, limit=2):
    ids, after = [], None
    while len(ids) < 100:
        page = await source.list("rows", ListQuery(sort=sort, limit=limit, after=after))
        ids += [one.document["_id"] for one in (*page.items, *page.rejected)]
        if (after := page.next) is None:
            break
    return ids


def test_the_reader_of_these_tests_cannot_write(foreign_database):
    with MongoClient(foreign_database.url) as client:
        rows = client[foreign_database.name]["rows"]
        for write in (lambda: rows.insert_one({}), lambda: rows.delete_many({}), rows.drop, lambda: rows.create_index("x")):
            with pytest.raises(OperationFailure) as refusal:
                write()
            assert refusal.value.code == 13


async def test_check_is_silent_about_a_reader_and_warns_about_an_account_that_may_write(open_rows, foreign_database):
    reader = open_rows({"_id": 1, "number": 1, "at": datetime(2026, 1, 1, tzinfo=UTC), "note": "x"})
    name, server = foreign_database.name, foreign_database.server
    owner = open_rows(url=server.uri_for(database=name))

    assert await reader.check() == []
    (warning,) = await owner.check()

    assert "its user may write" in warning
    assert "insert" in warning
    assert server.password not in warning


async def test_check_says_when_a_collection_is_not_there(open_rows):
    source = open_rows()

    assert await source.check() == ["rows.toml: [resources.rows]: the collection `rows` is empty or does not exist."]


async def test_a_frozen_server_is_a_timeout_within_the_deadline_and_answers_again_once_it_thaws(open_rows, foreign_database):
    source = open_rows({"_id": 1, "number": 1}, timeout=0.5)
    await source.ping()

    foreign_database.server.freeze()
    try:
        for call in (lambda: source.list("rows", ListQuery(sort="number")), lambda: source.get("rows", "1"), source.ping):
            begun = time.monotonic()
            with pytest.raises(Timeout) as failure:
                await call()
            took = time.monotonic() - begun
            assert failure.value.message == "The external database did not answer within 0.5 s."
            assert took < 0.5 + 1.0
    finally:
        foreign_database.server.thaw()

    deadline = time.monotonic() + 10
    while True:
        try:
            page = await source.list("rows", ListQuery(sort="number"))
            break
        except Unavailable:
            assert time.monotonic() < deadline
    assert [item.id for item in page.items] == ["1"]


async def test_a_refused_account_is_told_apart_without_naming_it(open_rows, foreign_database):
    server = foreign_database.server
    source = open_rows(url=server.uri_for("nobody", "wrong", database=foreign_database.name))

    with pytest.raises(Unavailable, match="refuses the account of EXTERNAL_DATABASE_URL") as failure:
        await source.ping()

    assert "127.0.0.1" not in failure.value.message
    assert "nobody" not in failure.value.message


async def test_a_server_that_is_not_there_is_unavailable_without_its_address(open_rows):
    source = open_rows(url="mongodb://127.0.0.1:9/nothing", timeout=0.3)

    with pytest.raises(Unavailable, match="The external database ") as failure:
        await source.ping()

    assert "127.0.0.1" not in failure.value.message


async def test_keys_of_every_type_are_paged_without_loss(open_rows):
    keys = [
        1,
        2.5,
        "a",
        "b",
        ObjectId(),
        {"x": 1},
        True,
        datetime(2026, 1, 1, tzinfo=UTC),
        Binary(b"xy"),
        None,
        Decimal128("3"),
    ]
    source = open_rows(*[{"_id": key, "number": 1} for key in keys])

    for sort in ("id", "-id", "number", "-number"):
        assert len(await ids_in_pages(source, sort)) == len(keys), sort


async def test_values_that_compare_strangely_are_paged_without_loss(open_rows):
    values = [float("nan"), float("-inf"), Decimal128("NaN"), Decimal128("1.5"), 1.5, 2**60, None, "x", [], [1], {}, b"x"]
    documents = [{"_id": number, "number": value} for number, value in enumerate(values)]
    source = open_rows(*documents, {"_id": 100})

    for sort in ("number", "-number"):
        ids = await ids_in_pages(source, sort)
        assert sorted(ids) == [*range(len(values)), 100], sort


async def test_texts_too_long_for_a_cursor_are_paged_without_loss(open_rows):
    source = open_rows(
        *[{"_id": number, "note": "é" * 3_000 + str(number % 2)} for number in range(5)], {"_id": 5, "note": "b"}
    )

    for sort in ("note", "-note"):
        assert sorted(await ids_in_pages(source, sort)) == [0, 1, 2, 3, 4, 5]


async def test_broken_text_and_times_beyond_the_calendar_spoil_no_page(open_rows, foreign_database):
    broken = RawBSONDocument(bson.encode({"_id": 2, "note": "aX"}).replace(b"aX", b"a\xff"))
    late = RawBSONDocument(bson.encode({"_id": 3, "at": bson.datetime_ms.DatetimeMS(2**60)}))
    foreign_database.owner[foreign_database.name]["rows"].insert_many([broken, late])
    source = open_rows({"_id": 1, "at": datetime(2026, 1, 1, tzinfo=UTC)})

    for sort in ("at", "-at", "note"):
        assert sorted(await ids_in_pages(source, sort, limit=1)) == [1, 2, 3], sort
    page = await source.list("rows", ListQuery())
    assert [one.id for one in page.rejected] == ["3"]
    assert next(item for item in page.items if item.id == "2").fields["note"] == "a\ufffd"


async def test_a_row_is_found_by_its_id_as_text_whatever_the_type(open_rows):
    reference, unique = ObjectId(), Binary(bytes(range(16)), 4)
    keys = [reference, unique, 5, 2**63 - 1, "text", "007"]
    source = open_rows(*[{"_id": key} for key in keys])

    for text in (str(reference), str(unique.as_uuid()), "5", str(2**63 - 1), "text", "007"):
        assert (await source.get("rows", text)).id == text


async def test_references_in_text_fields_can_be_filtered(open_rows):
    reference = ObjectId()
    source = open_rows({"_id": 1, "note": reference}, {"_id": 2, "note": str(reference)}, {"_id": 3, "note": "x"})

    same = await source.list("rows", ListQuery(where=(Where("note", "eq", str(reference)),)))
    others = await source.list("rows", ListQuery(where=(Where("note", "ne", str(reference)),)))

    assert [item.id for item in same.items] == ["1", "2"]
    assert [item.id for item in others.items] == ["3"]


async def test_an_index_on_the_path_answers_deep_pages(foreign_database):
    database = foreign_database.owner[foreign_database.name]
    rows = database["rows"]
    rows.insert_many([{"_id": number, "number": number} for number in range(500)])
    rows.create_index([("number", 1), ("_id", 1)])
    source = open_source(foreign_database.url, parse_mapping(MAPPING), codec=CursorCodec(b"s"), driver="pymongo", timeout=10)
    page = await source.list("rows", ListQuery(sort="number", limit=400))

    database.command("profile", 2)
    await source.list("rows", ListQuery(sort="number", limit=10, after=page.next))
    database.command("profile", 0)
    (operation,) = database["system.profile"].find({"op": "query", "command.find": "rows"})
    rows.drop_indexes()
    await source.close()

    assert operation["planSummary"].startswith("IXSCAN { number: 1")
    assert operation["docsExamined"] <= 20
