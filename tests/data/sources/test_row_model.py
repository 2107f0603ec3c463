"""Types of fields, paths into documents, titles, and what becomes of values that JSON does not know."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from bson import Binary, Decimal128, Int64, ObjectId
from bson.datetime_ms import DatetimeMS

from data.sources.document import MISSING, has_list_position, parse_json_text, to_json, value_at
from data.sources.field_value import check_value
from data.sources.mapping import FieldMapping, ResourceMapping
from data.sources.row_model import RowReader
from data.sources.shared_resource import RejectedDocument, SharedResource

NOW = datetime(2026, 3, 1, tzinfo=UTC)
REFERENCE = ObjectId("59a47286cfa9a3a73e51e72c")


def reader(*fields: FieldMapping, title: str = "_id") -> RowReader:
    return RowReader(ResourceMapping("things", "Things", "things", id="_id", title=title, fields=fields))


def row(document: dict[str, Any], *fields: FieldMapping, title: str = "_id") -> SharedResource:
    read = reader(*fields, title=title).read(document, read_at=NOW)
    assert isinstance(read, SharedResource), read
    return read


ACCEPTED = [
    ("string", "text", "text"),
    ("string", REFERENCE, str(REFERENCE)),
    ("integer", Int64(5), 5),
    ("integer", 5.0, 5),
    ("integer", Decimal128("7"), 7),
    ("float", 3, 3.0),
    ("float", Decimal128("1.5"), 1.5),
    ("boolean", False, False),
    ("datetime", datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 1, 1, tzinfo=UTC)),
    ("datetime", datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)),  # noqa: DTZ001
    ("geo_point", {"type": "Point", "coordinates": [-93.2, 44.8]}, {"lat": 44.8, "lon": -93.2}),
    ("geo_point", {"lat": 1, "lon": 2}, {"lat": 1.0, "lon": 2.0}),
    ("geo_point", {"latitude": 1, "longitude": 2}, {"lat": 1.0, "lon": 2.0}),
    ("geo_point", [2, 1], {"lat": 1.0, "lon": 2.0}),
    ("geo_point", [2, 1, 300], {"lat": 1.0, "lon": 2.0}),
    ("list", [1, {"a": 2}], [1, {"a": 2}]),
    ("object", {"a": {"b": 1}}, {"a": {"b": 1}}),
    ("map", {"a": 1, "b": None}, {"a": 1, "b": None}),
]

REJECTED = [
    ("string", 5),
    ("string", None),
    ("integer", True),
    ("integer", "5"),
    ("integer", 5.5),
    ("integer", float("inf")),
    ("integer", float("nan")),
    ("float", True),
    ("float", "1.5"),
    ("float", float("nan")),
    ("float", 10**400),
    ("boolean", 1),
    ("boolean", "true"),
    ("datetime", "2026-01-01"),
    ("datetime", date(2026, 1, 1)),
    ("datetime", DatetimeMS(2**62)),
    ("datetime", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))),
    ("geo_point", {"type": "Polygon", "coordinates": []}),
    ("geo_point", {"type": "Point"}),
    ("geo_point", {"lat": 91, "lon": 0}),
    ("geo_point", {"lat": 0, "lon": 181}),
    ("geo_point", {"lat": True, "lon": 0}),
    ("geo_point", {"lat": float("nan"), "lon": 0}),
    ("geo_point", ["8", "47"]),
    ("geo_point", [8]),
    ("geo_point", "8,47"),
    ("list", "abc"),
    ("object", []),
    ("map", {"a": {"b": 1}}),
]


@pytest.mark.parametrize(("kind", "value", "expected"), ACCEPTED)
def test_a_value_of_the_declared_type_is_taken(kind, value, expected):
    found = check_value(kind, value)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("kind", "value"), REJECTED)
def test_a_value_that_only_looks_right_is_rejected_with_what_was_expected_and_found(kind, value):
    with pytest.raises(ValueError, match=r"^expected .+, found "):
        check_value(kind, value)


def test_a_missing_value_is_the_default_or_empty_and_null_is_missing():
    field = FieldMapping("a", "A", "a", "integer", default=7)
    plain = FieldMapping("b", "B", "b", "integer")

    assert row({"_id": 1}, field, plain).fields == {"a": 7, "b": None}
    assert row({"_id": 1, "a": None, "b": None}, field, plain).fields == {"a": 7, "b": None}


def test_a_field_may_have_the_name_of_something_that_models_have():
    fields = [FieldMapping(name, name, name, "string") for name in ("copy", "json", "model_config", "schema", "model_fields")]

    assert row({"_id": 1, "copy": "x"}, *fields).fields["copy"] == "x"


def test_a_rejection_names_the_first_problem_and_counts_the_others():
    fields = [FieldMapping(name, name, name, "integer", is_required=True) for name in "abc"]

    rejected = reader(*fields).read({"_id": 5, "a": "x" * 100, "b": 1}, read_at=NOW)

    assert isinstance(rejected, RejectedDocument)
    assert rejected.id == "5"
    assert rejected.reason == f"`a`: expected an integer, found the text '{'x' * 38}… (1 more after it)."


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (5, "5"), (5.0, "5"), (REFERENCE, str(REFERENCE)), (UUID(int=1), str(UUID(int=1)))]
)
def test_an_id_is_text_whatever_its_type(value, text):
    assert row({"_id": value}).id == text


@pytest.mark.parametrize("value", [None, "", True, 1.5, [1], {"a": 1}, b"x"])
def test_a_document_whose_id_cannot_be_one_is_rejected(value):
    rejected = reader().read({"_id": value}, read_at=NOW)

    assert isinstance(rejected, RejectedDocument)
    assert rejected.reason.startswith("`_id`, its id, is ")


def test_a_title_is_a_path_or_a_template_without_dangling_separators():
    template = "{place.city} · {number}"

    assert row({"_id": 1, "place": {"city": "Łódź"}, "number": 3}, title=template).title == "Łódź · 3"
    assert row({"_id": 1, "number": 3}, title=template).title == "3"
    assert row({"_id": 1, "place": {"city": "Łódź"}}, title=template).title == "Łódź"
    assert row({"_id": 1}, title=template).title == "1"
    assert row({"_id": 1, "name": "A {b}"}, title="name").title == "A {b}"
    assert row({"_id": 1, "name": "{x} \\1"}, title="<{name}>").title == "<{x} \\1>"


def test_a_path_goes_through_documents_and_lists():
    document = {"a": {"b": [{"c": 1}, {"c": 2}, {}, 5]}, "n": None}

    assert value_at(document, "a.b.1.c") == 2
    assert value_at(document, "a.b.c") == [1, 2]
    assert value_at(document, "n") is None
    for absent in ("x", "a.b.9", "a.b.x", "n.x", "a.b.1.c.d"):
        assert value_at(document, absent) is MISSING
    assert has_list_position("a.0.b")
    assert not has_list_position("a.b0")


def test_every_value_becomes_json():
    document = {
        "id": REFERENCE,
        "amount": Decimal128("1.10"),
        "at": datetime(2026, 1, 1, tzinfo=UTC),
        "late": DatetimeMS(2**62),
        "day": date(2026, 1, 1),
        "raw": Binary(b"12345"),
        "long": Int64(5),
        "nan": float("nan"),
        "half": "\ud800!",
        "nested": [{"uuid": UUID(int=1), 5: (1, 2)}],
    }

    ready = to_json(document)

    assert json.loads(json.dumps(ready, allow_nan=False)) == {
        "id": "59a47286cfa9a3a73e51e72c",
        "amount": "1.10",
        "at": "2026-01-01T00:00:00.000Z",
        "late": "<4611686018427387904 ms since 1970>",
        "day": "2026-01-01",
        "raw": "<5 bytes>",
        "long": 5,
        "nan": "nan",
        "half": "?!",
        "nested": [{"uuid": "00000000-0000-0000-0000-000000000001", "5": [1, 2]}],
    }
    json.dumps(ready).encode("utf-8")


def test_what_is_nested_without_end_is_cut_off():
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]

    assert json.dumps(to_json(deep)).count("[") == 100
    assert parse_json_text("[" * 100_000) == "[" * 100_000
    assert parse_json_text("{broken") == "{broken"
