"""What the layers above may do with the external database: read. There is no method that writes.

Start at ``SharedResourceSource``; ``mongo.py`` and ``sql.py`` implement it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from data.repositories import Count, ListQuery
from data.sources.mapping import ResourceMapping
from data.sources.shared_resource import ResourcePage, SharedResource

# Inside the class, ``list`` is its method.
Texts: TypeAlias = list[str]


class SharedResourceSource(Protocol):
    """The external database, as far as the mapping shows it.

    Every method that reads raises ``Timeout`` when the database did not answer within the source's deadline,
    ``Unavailable`` when it cannot be read, and ``NotFound`` for a resource that the mapping does not have.
    """

    def resources(self) -> Mapping[str, ResourceMapping]:
        """What is declared, by name."""
        ...

    async def list(self, resource: str, query: ListQuery) -> ResourcePage:
        """One page.

        Sorted by ``query.sort`` (a sortable field, ``-`` in front for descending) and then by the key under which the
        database keeps its rows; by that key alone for ``"id"``, an empty sort, and ``ListQuery``'s own default where the
        resource has no such field. Documents whose value is missing or of another type come before the others, after
        them when descending.

        Raises:
            Invalid: A field that is not filterable, sortable or known, a value of another type, or a foreign cursor.
        """
        ...

    async def get(self, resource: str, id: str) -> SharedResource:
        """One row.

        Raises:
            NotFound: No document has this id.
            Invalid: There is one, but it does not fit the mapping; the message says why.
        """
        ...

    async def count(self, resource: str, query: ListQuery, *, cap: int = 10_000) -> Count:
        """How many documents match, those that do not fit the mapping included. Sort and cursor do not matter.

        Raises:
            Invalid: As ``list``.
        """
        ...

    async def distinct(self, resource: str, field: str, *, limit: int = 200) -> Texts:
        """The texts that occur in a filterable string field, sorted, for a filter's menu; without the empty one.

        Raises:
            Invalid: The field is not a filterable string.
        """
        ...

    async def check(self) -> Texts:
        """Warnings for the operator, a sentence each: an account that may write, paths that no document has, documents
        that do not fit, from the first 200 documents of each resource. Empty when all is well.
        """
        ...

    async def ping(self) -> None:
        """Return when the database answers."""
        ...

    async def close(self) -> None:
        """Give back all connections."""
        ...
