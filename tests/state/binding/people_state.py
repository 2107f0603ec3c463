"""A State as a page author would write it, over a database that a test controls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from pydantic import BaseModel, Field

from data.errors import Forbidden, Unavailable
from state.binding import QueryState, mutation, query_var
from state.query import InfiniteQueryOptions, MutationOptions, QueryContext, QueryOptions, keep_previous_data
from state.runtime import runtime


@dataclass(frozen=True)
class PersonRow:
    """One person."""

    id: int
    name: str


class PersonCreate(BaseModel):
    """What is sent to add one."""

    name: str = Field(min_length=1, max_length=20)


@dataclass
class People:
    """The database: a list, a switch that makes it fail, and a gate that keeps it from answering."""

    rows: list[PersonRow] = field(default_factory=lambda: [PersonRow(n, f"Person {n}") for n in range(200)])
    is_failing: bool = False
    is_refusing: bool = False
    gate: asyncio.Event | None = None
    reads: int = 0

    async def find(self, text: str) -> list[PersonRow]:
        """Everybody whose name holds *text*."""
        self.reads += 1
        if self.gate:
            await self.gate.wait()
        if self.is_failing:
            raise Unavailable("The database does not answer.")
        return [row for row in self.rows if text in row.name]


people = People()


async def page_of_people(context: QueryContext) -> list[PersonRow]:
    """Ten people from ``context.page_param`` on."""
    return people.rows[context.page_param : context.page_param + 10]


def following(last: list[PersonRow], _pages: Any, param: int, _params: Any) -> int | None:
    """Where the page after *last* begins."""
    return param + 10 if len(last) == 10 else None


def flat(data: Any) -> list[PersonRow]:
    """The rows of all pages."""
    return [row for page in data.pages for row in page]


class PeopleState(QueryState):
    """A list with a search, an endless list, and a form."""

    search: str = ""

    @query_var
    def people(self) -> QueryOptions[list[PersonRow]]:
        """Who is found."""
        if people.is_refusing:
            raise Forbidden("Your role does not allow this.")
        text = self.search

        async def fetch(_: QueryContext) -> list[PersonRow]:
            return await people.find(text)

        key = ("people", "list", text)
        return QueryOptions(key, fetch, stale_time=30.0, retry=0, placeholder_data=keep_previous_data, tags=(("people",),))

    @query_var
    def endless(self) -> InfiniteQueryOptions[list[PersonRow]]:
        """Everybody, ten at a time."""
        return InfiniteQueryOptions(
            key=("people", "pages"), fn=page_of_people, initial_page_param=0, get_next_page_param=following, select=flat
        )

    @mutation
    def create(self) -> MutationOptions[PersonCreate, PersonRow]:
        """Add somebody."""

        async def run(wanted: PersonCreate) -> PersonRow:
            if people.is_failing:
                raise Unavailable("The database does not answer.")
            row = PersonRow(len(people.rows), wanted.name)
            people.rows.insert(0, row)
            await runtime().client.invalidate(("people",))
            return row

        return MutationOptions(run)

    @create.on_success
    def _created(self, row: PersonRow) -> Any:
        return rx.toast.success(f"{row.name} was added")

    @rx.var
    def heading(self) -> str:
        """What the page says above the list."""
        return f"{len(self.people.data or [])} found for '{self.search}'"
