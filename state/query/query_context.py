"""What a query function is given: its key, its page, and a way to hear that it was called off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from state.query.abort_signal import AbortSignal
from state.query.infinite_query_options import Direction
from state.query.sentinels import MISSING

if TYPE_CHECKING:
    from state.query.query_client import QueryClient


class QueryContext:
    """One call of a query function.

    Attributes:
        key: The key of the query.
        meta: The ``meta`` of the options this fetch was asked with.
        client: The client, to read or write other entries.
        page_param: The page to fetch; MISSING outside paged queries.
        direction: Which way paged queries are being read.
    """

    __slots__ = ("_signal", "client", "direction", "key", "meta", "page_param")

    def __init__(
        self,
        key: tuple[Any, ...],
        meta: Mapping[str, Any] | None,
        *,
        client: QueryClient,
        signal: AbortSignal,
        page_param: Any = MISSING,
        direction: Direction = "forward",
    ) -> None:
        self.key = key
        self.meta = meta
        self.client = client
        self.page_param = page_param
        self.direction: Direction = direction
        self._signal = signal

    @property
    def signal(self) -> AbortSignal:
        """The signal of this fetch. Reading it opts into cancellation when the last one interested leaves."""
        self._signal.is_read = True
        return self._signal
