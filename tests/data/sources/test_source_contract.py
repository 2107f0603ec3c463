"""What every adapter of the external database promises."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from data.errors import Invalid, NotFound
from data.repositories import Count, CursorCodec, ListQuery, Where
from data.sources import ResourcePage, SharedResourceSource, load_mapping


def things(count: int) -> list[dict[str, Any]]:
    return [
        {
            "code": f"T{number:03d}",
            "name": f"Thing {number % 7}",
            "kind": ("tool", "toy")[number % 2],
            "amount": number % 10,
            "score": number / 4,
            "is_open": number % 3 == 0,
            "seen_at": datetime(2026, 1, 1 + number % 28, tzinfo=UTC),
            "place": {"city": ("Zürich", "Łódź", "Lima")[number % 3], "geo": [8.5, 47.4]},
            "tags": ["a", number],
        }
        for number in range(count)
    ]


def odd_things() -> list[dict[str, Any]]:
    """Documents of other shapes, with every kind of value in the fields that are sorted."""
    return [
        {"code": "ODD-1", "name": "text as amount", "amount": "many"},
        {"code": "ODD-2", "amount": 3},
        {"code": "ODD-3", "name": "list as amount", "amount": [1, 2]},
        {"code": "ODD-4", "name": "far away", "place": {"geo": [8.5, 470]}},
        {"code": "ODD-5", "name": "unknown kind", "kind": "weapon"},
        {"name": "no code"},
        {"code": "ODD-7", "name": "n" * 1000, "seen_at": "yesterday"},
    ]


def plain_things() -> list[dict[str, Any]]:
    """Documents that fit although they have little."""
    return [{"code": f"P{number}", "name": f"Plain {number}", "amount": None} for number in range(3)]


async def read_all(source: SharedResourceSource, *, sort: str, limit: int, **query: Any) -> list[ResourcePage]:
    pages = [await source.list("things", ListQuery(sort=sort, limit=limit, **query))]
    while pages[-1].next is not None and len(pages) < 50:
        pages.append(await source.list("things", ListQuery(sort=sort, limit=limit, after=pages[-1].next, **query)))
    return pages


def names_of(documents: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted(f"{one.get('code') or ''}/{one.get('name') or ''}" for one in documents)


async def codes(source: SharedResourceSource, *where: Where, search: str = "") -> set[str]:
    page = await source.list("things", ListQuery(where=where, search=search, limit=500))
    return {item.id for item in page.items}


async def test_a_row_has_its_fields_its_title_and_its_document_ready_for_json(open_things):
    source = open_things(things(1))

    row = await source.get("things", "T000")

    assert (row.resource, row.id, row.title) == ("things", "T000", "Thing 0 · Zürich")
    assert row.fields == {
        "name": "Thing 0",
        "kind": "tool",
        "amount": 0,
        "score": 0.0,
        "is_open": True,
        "seen_at": "2026-01-01T00:00:00.000Z",
        "city": "Zürich",
        "geo": {"lat": 47.4, "lon": 8.5},
        "tags": ["a", 0],
        "secret": None,
    }
    assert row.fields["is_open"] is True
    assert json.loads(json.dumps(row.document))["place"]["city"] == "Zürich"
    assert row.read_at.tzinfo is UTC


SORTS = [
    "id",
    "-id",
    "name",
    "-name",
    "amount",
    "-amount",
    "score",
    "-is_open",
    "is_open",
    "seen_at",
    "-seen_at",
    "city",
    "-city",
]


async def test_pages_hold_every_document_once_whatever_its_shape_and_the_sort(open_things):
    documents = [*things(20), *odd_things(), *plain_things(), *things(40)[20:]]
    source = open_things(documents)

    for sort in SORTS:
        pages = await read_all(source, sort=sort, limit=7)

        seen = [one.document for page in pages for one in (*page.items, *page.rejected)]
        assert names_of(seen) == names_of(documents), sort
        assert [len(page.items) + len(page.rejected) for page in pages] == [7] * 7 + [1], sort


async def test_rows_without_a_value_to_sort_by_come_first_and_last_when_descending(open_things):
    source = open_things([*plain_things(), *things(4)])

    ascending = [item.id for page in await read_all(source, sort="amount", limit=2) for item in page.items]
    descending = [item.id for page in await read_all(source, sort="-amount", limit=2) for item in page.items]

    assert ascending == ["P0", "P1", "P2", "T000", "T001", "T002", "T003"]
    assert descending == list(reversed(ascending))


async def test_a_document_of_another_shape_is_listed_with_the_reason(open_things):
    source = open_things([*things(2), *odd_things()])

    page = await source.list("things", ListQuery(sort="id"))

    assert [item.id for item in page.items] == ["T000", "T001"]
    reasons = {one.id: one.reason for one in page.rejected}
    assert reasons["ODD-1"] == "`amount`: expected an integer, found the text 'many'."
    assert reasons["ODD-2"] == "`name`: required, but missing."
    assert "expected degrees on Earth" in reasons["ODD-4"]
    assert reasons["ODD-5"] == "`kind`: expected one of tool, toy, found 'weapon'."
    assert reasons[""] == "`code`, its id, is missing."
    assert len(page.rejected) == 7


async def test_a_row_that_does_not_fit_says_so_when_asked_for_alone(open_things):
    source = open_things(odd_things())

    with pytest.raises(Invalid, match="found the text 'many'"):
        await source.get("things", "ODD-1")


async def test_a_row_that_is_not_there_is_not_found(open_things):
    source = open_things(things(1))

    for missing in ("T999", "t000", "", "0", "ffffffffffffffffffffffff", "a\0b", "\ud800", "9" * 30):
        with pytest.raises(NotFound):
            await source.get("things", missing)
    with pytest.raises(NotFound, match="there are: things"):
        await source.get("nothing", "T000")


FILTERS = [
    (Where("name", "eq", "Thing 1"), {"T001", "T008"}),
    (Where("kind", "ne", "tool"), {"T001", "T003", "T005", "T007", "T009", "P0", "P1", "P2"}),
    (Where("amount", "lt", "2"), {"T000", "T001"}),
    (Where("amount", "le", 1), {"T000", "T001"}),
    (Where("score", "gt", "1.9"), {"T008", "T009"}),
    (Where("score", "ge", 2), {"T008", "T009"}),
    (Where("is_open", "eq", "true"), {"T000", "T003", "T006", "T009"}),
    (Where("seen_at", "ge", "2026-01-10"), {"T009"}),
    (Where("seen_at", "eq", "2026-01-01T01:00:00+01:00"), {"T000"}),
    (Where("city", "in", ["Lima", "Łódź", "Paris"]), {"T001", "T002", "T004", "T005", "T007", "T008"}),
    (Where("city", "in", []), set()),
    (Where("city", "contains", "ŁÓD"), {"T001", "T004", "T007"}),
    (Where("name", "contains", ".*"), set()),
    (Where("name", "contains", "%"), set()),
]


async def test_a_filter_finds_what_it_says_and_counts_the_same(open_things):
    source = open_things([*things(10), *plain_things()])

    for where, expected in FILTERS:
        found = await codes(source, where)
        count = await source.count("things", ListQuery(where=(where,)))

        assert found == expected, where
        assert count == Count(len(expected), is_capped=False), where


async def test_filters_and_search_are_joined_by_and(open_things):
    source = open_things(things(12))

    found = await codes(source, Where("kind", "eq", "toy"), Where("amount", "lt", 6), search="zürich")

    assert found == {"T003"}


async def test_search_ignores_case_beyond_ascii_and_looks_only_into_searchable_fields(open_things):
    documents = things(3)
    documents[0]["secret"] = "Lima"
    source = open_things(documents)

    assert await codes(source, search="ZÜRICH") == {"T000"}
    assert await codes(source, search=" lima ") == {"T002"}
    assert await codes(source, search="[") == set()


REFUSED = [
    (ListQuery(where=(Where("amount", "eq", "abc"),)), "amount"),
    (ListQuery(where=(Where("amount", "eq", True),)), "amount"),
    (ListQuery(where=(Where("amount", "eq", 2**63),)), "amount"),
    (ListQuery(where=(Where("amount", "eq", "1_0"),)), "amount"),
    (ListQuery(where=(Where("amount", "contains", "1"),)), "amount"),
    (ListQuery(where=(Where("score", "gt", "nan"),)), "score"),
    (ListQuery(where=(Where("score", "gt", "1e999"),)), "score"),
    (ListQuery(where=(Where("is_open", "eq", 1),)), "is_open"),
    (ListQuery(where=(Where("seen_at", "gt", "soon"),)), "seen_at"),
    (ListQuery(where=(Where("seen_at", "gt", "0001-01-01T00:00:00+10:00"),)), "seen_at"),
    (ListQuery(where=(Where("name", "eq", {"$ne": ""}),)), "name"),
    (ListQuery(where=(Where("name", "in", [{"$gt": ""}]),)), "name"),
    (ListQuery(where=(Where("name", "in", "abc"),)), "name"),
    (ListQuery(where=(Where("name", "in", ["x"] * 101),)), "name"),
    (ListQuery(where=(Where("name", "eq", "a\0b"),)), "name"),
    (ListQuery(where=(Where("name", "contains", "\ud800"),)), "name"),
    (ListQuery(where=(Where("name", "$where", "1"),)), "name"),  # type: ignore[arg-type]
    (ListQuery(where=(Where("kind", "eq", "weapon"),)), "kind"),
    (ListQuery(where=(Where("secret", "eq", "x"),)), "secret"),
    (ListQuery(where=(Where("place.city", "eq", "Lima"),)), "place.city"),
    (ListQuery(sort="secret"), "sort"),
    (ListQuery(sort="$natural"), "sort"),
    (ListQuery(search="x" * 201), "search"),
    (ListQuery(search="a\0b"), "search"),
    (ListQuery(limit=0), "limit"),
    (ListQuery(limit=501), "limit"),
    (ListQuery(after="made up"), "cursor"),
]


async def test_what_the_mapping_does_not_allow_is_refused_by_the_name_of_the_field(open_things):
    source = open_things(things(1))

    for query, field in REFUSED:
        with pytest.raises(Invalid) as refusal:
            await source.list("things", query)

        assert list(refusal.value.fields) == [field], query
        assert refusal.value.fields[field]


async def test_a_cursor_serves_only_the_list_it_comes_from(open_things):
    source = open_things(things(5))
    cursor = (await source.list("things", ListQuery(sort="name", limit=2))).next
    assert cursor is not None
    forged = CursorCodec(b"another secret").encode([True, ""], collection="external:things", sort="name")

    for after, sort in ((cursor, "-name"), (cursor, "id"), (cursor[:-2], "name"), (forged, "name"), ("x" * 3000, "name")):
        with pytest.raises(Invalid) as refusal:
            await source.list("things", ListQuery(sort=sort, limit=2, after=after))
        assert "cursor" in refusal.value.fields


async def test_a_count_stops_at_its_cap(open_things):
    source = open_things(things(10))

    assert await source.count("things", ListQuery(), cap=10) == Count(10, is_capped=False)
    assert await source.count("things", ListQuery(), cap=4) == Count(4, is_capped=True)


async def test_a_menu_has_each_text_of_a_filterable_field_once(open_things):
    documents = [*things(9), *odd_things(), {"code": "E", "name": "", "place": {"city": ""}}]
    source = open_things(documents)

    assert await source.distinct("things", "city") == ["Lima", "Zürich", "Łódź"]
    assert await source.distinct("things", "city", limit=2) == ["Lima", "Zürich"]
    for refused in ("amount", "secret", "unknown"):
        with pytest.raises(Invalid) as refusal:
            await source.distinct("things", refused)
        assert refused in refusal.value.fields


async def test_check_names_paths_that_no_document_has_and_counts_what_does_not_fit(open_things):
    source = open_things([*things(3), *odd_things()])

    warnings = await source.check()

    absent = [warning for warning in warnings if "has the path" in warning]
    unfit = [warning for warning in warnings if "do not fit" in warning]
    assert absent == ["things.toml: [resources.things.fields.secret]: none of the first 10 documents has the path `secret`."]
    assert len(unfit) == 1
    assert unfit[0].startswith("things.toml: [resources.things]: 7 of the first 10 documents do not fit;")
    assert len(warnings) == 2


async def test_ping_returns_when_the_database_answers(open_things):
    source = open_things(things(1))

    await source.ping()

    assert list(source.resources()) == ["things"]


async def test_the_default_mapping_is_valid():
    mapping = load_mapping()

    assert mapping.resources["sites"].label == "Sites"
