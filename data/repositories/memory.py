"""A repository in memory: the fake that ships beside the real ones and passes the same contract.

Start reading at ``MemoryRepository``. Repositories that share a ``MemoryStore`` share its transactions.
"""

from __future__ import annotations

import operator
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Generic, TypeVar, cast

from data.errors import Conflict
from data.events import ChangeBus
from data.models.entity import Entity, collection_of
from data.models.text import folded
from data.repositories.cursor import CursorCodec
from data.repositories.list_plan import ListPlan, is_list_field, page_of, plan_list
from data.repositories.protocols import COUNT_CAP, Change, Count, ListQuery, Page, Where
from data.repositories.revision import deleted, expect_version, first, first_of_all, not_found, revised, unique_conflict

E = TypeVar("E", bound=Entity)


class MemoryStore:
    """Rows by collection and id. Nothing here awaits, so every call is one transaction."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Entity]] = {}

    def rows(self, collection: str) -> Mapping[str, Entity]:
        """Return the rows of *collection*, deleted ones too."""
        return self._rows.get(collection, {})

    def put(self, changed: Sequence[Entity], added: Sequence[Entity]) -> None:
        """Write all of them or, when a unique value is taken, none.

        Raises:
            Conflict: A unique value is taken.
        """
        before = {name: dict(rows) for name, rows in self._rows.items()}
        try:
            for item in added:
                if item.id in self.rows(collection_of(type(item))):
                    raise unique_conflict(item, "id")
            for item in (*changed, *added):
                self._expect_unique(item)
                self._rows.setdefault(collection_of(type(item)), {})[item.id] = deepcopy(item)
        except Conflict:
            self._rows = before
            raise

    def _expect_unique(self, item: Entity) -> None:
        for field in item.unique_fields if item.deleted_at is None else ():
            value = getattr(item, field)
            for other in self.rows(collection_of(type(item))).values():
                if getattr(other, field) == value and other.id != item.id and other.deleted_at is None:
                    raise unique_conflict(item, field)


class MemoryRepository(Generic[E]):
    """The rows of one model in a ``MemoryStore``; implements ``Repository``."""

    def __init__(
        self, model: type[E], store: MemoryStore | None = None, *, codec: CursorCodec, changes: ChangeBus | None = None
    ) -> None:
        self._model = model
        self._store = store or MemoryStore()
        self._codec = codec
        self._changes = changes or ChangeBus()
        self._collection = collection_of(model)

    async def get(self, id: str) -> E:
        item = self._store.rows(self._collection).get(id)
        if item is None or item.deleted_at is not None:
            raise not_found(self._model)
        return cast("E", deepcopy(item))

    async def list(self, query: ListQuery) -> Page[E]:
        plan = plan_list(self._model, query, codec=self._codec)
        rows = sorted(self._found(plan), key=lambda item: _position(item, plan), reverse=plan.is_descending)
        rest = [item for item in rows if _is_after(item, plan)]
        return page_of([deepcopy(item) for item in rest[: plan.limit + 1]], plan, codec=self._codec)

    async def count(self, query: ListQuery, *, cap: int = COUNT_CAP) -> Count:
        found = len(tuple(self._found(plan_list(self._model, query, codec=self._codec))))
        return Count(min(found, cap), found > cap)

    async def create(self, item: E, *, also: Sequence[Entity] = ()) -> E:
        new = first(item)
        self._commit("create", new, also=first_of_all(also))
        return deepcopy(new)

    async def create_missing(self, items: Sequence[E]) -> int:
        written = 0
        for item in map(first, items):
            try:
                self._store.put((), (item,))
            except Conflict:
                continue
            written += 1
        if written:
            self._changes.publish(Change(self._collection, "gap", ""))
        return written

    async def update(self, id: str, version: int, changes: Mapping[str, Any], *, also: Sequence[Entity] = ()) -> E:
        new = revised(await self._expected(id, version), changes)
        self._commit("update", new, also=first_of_all(also))
        return deepcopy(new)

    async def delete(self, id: str, version: int, *, also: Sequence[Entity] = ()) -> None:
        self._commit("delete", deleted(await self._expected(id, version)), also=first_of_all(also))

    def watch(self, resume: str | None = None, *, on_open: Callable[[], None] | None = None) -> AsyncIterator[Change]:
        subscription = self._changes.subscribe(self._collection)
        if on_open is not None:
            on_open()
        return subscription

    async def _expected(self, id: str, version: int) -> E:
        item = await self.get(id)
        expect_version(item, version)
        return item

    def _commit(self, kind: Any, item: E, *, also: Sequence[Entity]) -> None:
        added = [item, *also] if kind == "create" else also
        self._store.put(() if kind == "create" else (item,), added)
        self._changes.publish(Change(self._collection, kind, item.id))
        for other in also:
            self._changes.publish(Change(collection_of(type(other)), "create", other.id))

    def _found(self, plan: ListPlan) -> Iterator[E]:
        for item in cast("Mapping[str, E]", self._store.rows(self._collection)).values():
            if item.deleted_at is not None or not all(self._fits(item, where) for where in plan.where):
                continue
            if not plan.search or plan.search in getattr(item, self._model.search_field):
                yield item

    def _fits(self, item: E, where: Where) -> bool:
        value = getattr(item, where.field)
        match where.operator:
            case "in":
                return value in where.value
            case "contains":
                return where.value in value if is_list_field(self._model, where.field) else folded(where.value) in folded(value)
            case _:
                return bool(getattr(operator, where.operator)(value, where.value))


def _position(item: Entity, plan: ListPlan) -> tuple[Any, str]:
    return getattr(item, plan.sort_field), item.id


def _is_after(item: Entity, plan: ListPlan) -> bool:
    if plan.position is None:
        return True
    here = _position(item, plan)
    return here < plan.position if plan.is_descending else here > plan.position
