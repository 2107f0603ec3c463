"""What of a query or mutation goes to a browser: plain, JSON-ready, and made once for all sessions that show it.

Data and meta travel as two vars, because Reflex re-sends a var whole: a change of status must not re-send rows.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from data.errors import AppError, Conflict, Invalid
from state.query import MISSING, QueryResult

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """An error as a person may see it.

    Attributes:
        message: One sentence; empty when there is no error.
        code: Stable word, as in ``data.errors``.
        fields: Form field to what is wrong with it.
        general: What is wrong beside the fields: the message, unless the fields say it all.
    """

    message: str = ""
    code: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    general: str = ""

    @classmethod
    def of(cls, error: BaseException | None) -> Problem:
        """The problem that *error* is. An error that is not ours is logged and told without its internals."""
        match error:
            case None:
                return cls()
            case AppError():
                fields = _fields_of(error)
                # A version conflict is resolved in a dialog of its own, which says more than the sentence.
                is_told = bool(fields) or isinstance(error, Conflict)
                return cls(error.message, error.code, fields, general="" if is_told else error.message)
            case ValidationError():
                fields = validation_fields(error)
                general = fields.pop("", "")
                return cls("Please correct the marked fields.", Invalid.code, fields, general=general)
            case _:
                logger.error("unexpected error shown to a user", exc_info=error)
                sentence = "Something went wrong on our side. Please try again."
                return cls(sentence, "internal", general=sentence)


def _fields_of(error: AppError) -> dict[str, str]:
    if isinstance(error, Invalid):
        return error.fields
    name = getattr(error, "field", "")
    return {name: error.message} if name else {}


def validation_fields(error: ValidationError) -> dict[str, str]:
    """Form field to message, from pydantic's list; the first message of each field, ``""`` for the form as a whole."""
    fields: dict[str, str] = {}
    for entry in error.errors(include_url=False, include_input=False):
        fields.setdefault(".".join(map(str, entry["loc"])), entry["msg"].removeprefix("Value error, "))
    return fields


@dataclass(frozen=True)
class QueryMeta:
    """All that a page may know of a query but its data.

    Attributes:
        status: ``pending``, ``success`` or ``error``.
        fetch_status: ``idle``, ``fetching`` or ``paused``.
        is_empty: There is data, and it has no rows.
        updated_at: Unix time of the last success, in seconds; 0.0 if never.
        error: Why the last fetch failed; old data stays beside it.
    """

    status: str = "pending"
    fetch_status: str = "idle"
    has_data: bool = False
    is_empty: bool = False
    is_stale: bool = True
    is_placeholder_data: bool = False
    has_next_page: bool = False
    is_fetching_next_page: bool = False
    updated_at: float = 0.0
    error: Problem = Problem()


@dataclass(frozen=True)
class MutationMeta:
    """Where a mutation of one session stands: ``idle``, ``pending``, ``success`` or ``error``, and why."""

    status: str = "idle"
    error: Problem = Problem()


BLANK_QUERY: Mapping[str, Any] = asdict(QueryMeta())
BLANK_MUTATION: Mapping[str, Any] = asdict(MutationMeta())


def query_meta(result: QueryResult[Any], problems: Problems) -> dict[str, Any]:
    """The JSON-ready meta of a result."""
    has_data = result.data is not MISSING
    return asdict(
        QueryMeta(
            status=result.status,
            fetch_status=result.fetch_status,
            has_data=has_data,
            is_empty=has_data and _is_empty(result.data),
            is_stale=result.is_stale,
            is_placeholder_data=result.is_placeholder_data,
            has_next_page=getattr(result, "has_next_page", False),
            is_fetching_next_page=getattr(result, "is_fetching_next_page", False),
            updated_at=result.data_updated_at,
            error=problems.of(result.error),
        )
    )


def _is_empty(data: Any) -> bool:
    return hasattr(data, "__len__") and len(data) == 0


class Problems:
    """Remembers the newest problems, so that one error shown on many screens is translated and logged once."""

    def __init__(self, size: int = 64) -> None:
        self._known: OrderedDict[int, tuple[BaseException, Problem]] = OrderedDict()
        self._size = size

    def of(self, error: BaseException | None) -> Problem:
        """The problem that *error* is."""
        if error is None:
            return Problem()
        known = self._known.get(id(error))
        if known is None or known[0] is not error:
            known = self._known[id(error)] = (error, Problem.of(error))
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        return known[1]


class WireCache:
    """The JSON-ready form of data, made once per object for all sessions that show it.

    Data is never mutated, so identity is enough.
    """

    def __init__(self, size: int = 512) -> None:
        self._known: OrderedDict[int, tuple[Any, Any]] = OrderedDict()
        self._size = size

    def of(self, data: Any, adapter: TypeAdapter[Any]) -> Any:
        """The JSON-ready form of *data*."""
        known = self._known.get(id(data))
        if known is None or known[0] is not data:
            # Holding the object itself keeps its id from being given to another one.
            known = self._known[id(data)] = (data, adapter.dump_python(data, mode="json"))
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        self._known.move_to_end(id(data))
        return known[1]
