"""Structural sharing: group S."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from pydantic import BaseModel

from state.query import InfiniteData, QueryClient, QueryOptions
from state.query.page_fetch import append, prepend
from state.query.structural_sharing import share


@dataclass(frozen=True)
class Row:
    id: int
    name: str


class Model(BaseModel):
    id: int
    tags: list[str]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1, {"a": [2]}], [1, {"a": [2]}]),
        ({"a": {"b": None}}, {"a": {"b": None}}),
        ([], []),
        ({}, {}),
        ([None, 1], [None, 1]),
        ((1, [2]), (1, [2])),
        (Row(1, "a"), Row(1, "a")),
        (Model(id=1, tags=["x"]), Model(id=1, tags=["x"])),
        (date(2024, 1, 1), date(2024, 1, 1)),
    ],
)
def test_equal_values_keep_the_previous_object(one: object, other: object):
    """S01 S07 S08"""
    assert share(one, other) is one


@pytest.mark.parametrize(("one", "other"), [(1, 2), ({}, []), (0, False), (1, 1.0), (None, 0), ({1}, {2})])
def test_different_values_or_types_give_the_next_one(one: object, other: object):
    """S02 S06"""
    assert share(one, other) is other


def test_one_changed_row_of_a_thousand_keeps_the_other_999():
    """S03"""
    before = [{"id": n, "tags": ["a"]} for n in range(1000)]
    after = [{"id": n, "tags": ["a"]} for n in range(1000)]
    after[500] = {"id": -1, "tags": ["a"]}

    shared = share(before, after)

    assert shared is not before
    assert sum(mine is theirs for mine, theirs in zip(shared, before, strict=True)) == 999
    assert shared[500] == {"id": -1, "tags": ["a"]}
    assert shared[500]["tags"] is before[500]["tags"]


@pytest.mark.parametrize("row", [Row, lambda number, name: Model(id=number, tags=[name])])
def test_unchanged_objects_in_a_list_keep_their_identity(row):
    """S03"""
    before, after = [row(1, "a"), row(2, "b")], [row(1, "a"), row(2, "c")]

    shared = share(before, after)

    assert shared[0] is before[0]
    assert shared[1] is after[1]


def test_longer_or_shorter_container_is_new_and_its_equal_children_are_kept():
    """S04"""
    before = [{"a": 1}, {"b": 2}]

    assert share(before, [{"a": 1}]) == [{"a": 1}]
    assert share(before, [{"a": 1}])[0] is before[0]
    assert share(before, [{"a": 1}, {"b": 2}, {"c": 3}])[1] is before[1]
    assert share({"x": [1], "y": [2]}, {"x": [1]}) == {"x": [1]}


def test_unequal_object_is_taken_as_it_is():
    """S06"""
    before, after = Model(id=1, tags=["x"]), Model(id=2, tags=["x"])

    assert share(before, after) is after
    assert after.tags is not before.tags


def test_very_deep_structures_do_not_exhaust_the_stack():
    """S10"""
    one, other = "leaf", "other leaf"
    for _ in range(2000):
        one, other = [one], [other]

    shared = share(one, other)

    for _ in range(2000):
        shared = shared[0]
    assert shared == "other leaf"


async def test_sharing_can_be_switched_off(client: QueryClient):
    """S11"""
    client.set_query_defaults(("raw",), structural_sharing=False)
    first, second = [1], [1]

    client.set_data(("raw",), first)
    client.set_data(("raw",), second)

    assert client.get_data(("raw",)) is second


async def test_sharing_function_that_raises_fails_the_query(client: QueryClient, clock, source):
    """S13"""

    def fail(old: object, new: object) -> object:
        raise ValueError("cannot share")

    client.set_data(("a",), 1)

    with pytest.raises(ValueError, match="cannot share"):
        await _fetch(client, clock, QueryOptions(("a",), source, structural_sharing=fail))
    assert client.get_state(("a",)).status == "error"


async def test_pages_that_did_not_change_keep_their_identity():
    """S03"""
    before = InfiniteData([[1], [2]], [0, 1])

    shared = share(before, InfiniteData([[1], [3]], [0, 1]))

    assert shared.pages[0] is before.pages[0]
    assert shared.page_params is before.page_params
    assert share(before, InfiniteData([[1], [2]], [0, 1])) is before


def test_appending_drops_from_the_other_end_only_beyond_the_maximum():
    """S14"""
    assert append([1, 2], 3) == [1, 2, 3]
    assert append([1, 2], 3, most=0) == [1, 2, 3]
    assert append([1, 2], 3, most=2) == [2, 3]
    assert prepend([1, 2], 0, most=0) == [0, 1, 2]
    assert prepend([1, 2], 0, most=2) == [0, 1]


async def _fetch(client, clock, options):
    import asyncio

    task = asyncio.create_task(client.fetch(options))
    await clock.advance(1)
    return await task
