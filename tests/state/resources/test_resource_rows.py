"""External rows as a screen draws them: made from the mapping, whatever the database holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from data.sources import RejectedDocument, ResourceMapping, ResourcePage, SharedResource, parse_mapping
from state.query import InfiniteData
from state.resources.resource_rows import cell, columns, field_choices, resource_detail, resource_table, title_label

MAPPING = """
[resources.orders]
label = "Orders"
collection = "orders"
id = "_id"
title = "{title}"

[resources.orders.fields.number]
path = "number"
type = "integer"
sortable = true

[resources.orders.fields.status]
label = "Status"
path = "status"
type = "string"
filterable = true

[resources.orders.fields.tags]
path = "tags"
type = "list"

[resources.orders.fields.paid_at]
path = "paid_at"
type = "datetime"
"""


def orders(title: str = "{number} · {status}") -> ResourceMapping:
    return parse_mapping(MAPPING.replace("{title}", title)).resources["orders"]


def order(number: int, **fields: Any) -> SharedResource:
    values = {"number": number, "status": "open", "tags": ["a"], "paid_at": None, **fields}
    return SharedResource("orders", str(number), f"Order {number}", values, dict(values), datetime(2026, 3, 1, tzinfo=UTC))


def test_plain_fields_become_columns_in_the_order_of_the_mapping() -> None:
    made = columns(orders())

    assert [(column.name, column.align, column.is_sortable) for column in made] == [
        ("number", "right", True),
        ("status", "left", False),
        ("paid_at", "left", False),
    ]


@pytest.mark.parametrize(("title", "label"), [("number", ""), ("status", "Title"), ("{number} · {status}", "Title")])
def test_a_title_that_the_first_column_shows_anyway_gets_no_column_of_its_own(title: str, label: str) -> None:
    assert title_label(orders(title)) == label


def test_rows_of_all_pages_stand_in_one_table_and_a_document_of_another_shape_says_why() -> None:
    rejected = RejectedDocument("orders", "9", "number: expected an integer, found text", {})
    pages = [ResourcePage([order(1), order(2)], [rejected], "next"), ResourcePage([order(3)])]

    table = resource_table(orders(), InfiniteData(pages, [None, "next"]))

    assert [row.id for row in table.rows] == ["1", "2", "9", "3"]
    assert table.rows[2].cells == ["number: expected an integer, found text"]
    assert table.rejected == 1
    assert len(table) == 4


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "Yes"),
        (False, "No"),
        (7, "7"),
        ("é", "é"),
        ({"lat": 1.5, "lon": 2}, "1.5, 2"),
        (["a", "é"], '["a", "é"]'),
    ],
)
def test_a_value_fits_into_one_line(value: Any, text: str) -> None:
    assert cell(value) == text


def test_a_record_shows_every_field_and_the_whole_document() -> None:
    detail = resource_detail(orders(), order(1, paid_at="2026-03-01T08:00:00Z"))

    assert [item.label for item in detail.properties] == ["Number", "Status", "Tags", "Paid at"]
    assert detail.properties[3].value == "01 Mar 2026, 08:00:00 UTC"
    assert '"tags": [' in detail.json
    assert detail.resource_label == "Orders"


def test_a_filter_menu_leaves_out_what_has_no_values() -> None:
    (menu,) = field_choices(orders(), {"status": ["open", "paid"], "number": []})

    assert (menu.name, menu.label) == ("status", "Status")
    assert [choice.value for choice in menu.choices] == ["open", "paid"]
