"""What a cursor promises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Invalid
from data.repositories import CursorCodec

CODEC = CursorCodec(b"one secret")
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=120), st.integers(-(2**53), 2**53), st.booleans(), st.none()
)


@given(
    values=st.lists(VALUES, max_size=3),
    collection=st.sampled_from(["users", "projects"]),
    sort=st.sampled_from(["name", "-at"]),
)
def test_a_cursor_gives_back_what_it_was_made_of(values: list[Any], collection: str, sort: str) -> None:
    cursor = CODEC.encode(values, collection=collection, sort=sort)

    assert CODEC.decode(cursor, collection=collection, sort=sort) == values


# The last character carries bits that decoding drops, so it alone may vary without a change of meaning.
@given(
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=40), place=st.integers(0), char=st.sampled_from("aZ0-_.")
)
def test_a_cursor_with_one_other_character_is_refused(value: str, place: int, char: str) -> None:
    cursor = CODEC.encode([value, "id"], collection="users", sort="name")
    place %= len(cursor) - 1
    forged = cursor[:place] + char + cursor[place + 1 :]

    if forged != cursor:
        with pytest.raises(Invalid):
            CODEC.decode(forged, collection="users", sort="name")


@given(text=st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        CODEC.decode(text, collection="users", sort="name")

    assert list(caught.value.fields) == ["cursor"]


@pytest.mark.parametrize(
    ("codec", "collection", "sort"),
    [(CODEC, "projects", "name"), (CODEC, "users", "-name"), (CursorCodec(b"another secret"), "users", "name")],
)
def test_a_cursor_fits_one_list_and_one_secret(codec: CursorCodec, collection: str, sort: str) -> None:
    cursor = CODEC.encode(["Ann", "id"], collection="users", sort="name")

    with pytest.raises(Invalid):
        codec.decode(cursor, collection=collection, sort=sort)


def test_a_cursor_longer_than_any_of_ours_is_refused_unread() -> None:
    long = CODEC.encode(["x" * 30_000], collection="users", sort="name")

    # A repeated letter is compressed; numbers are not.
    longer = CODEC.encode([*range(2_000)], collection="users", sort="name")

    assert CODEC.decode(long, collection="users", sort="name") == ["x" * 30_000]
    with pytest.raises(Invalid):
        CODEC.decode(longer, collection="users", sort="name")
