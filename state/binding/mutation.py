"""``mutation``: a method that returns mutation options becomes an event handler that knows its own state.

``UsersState.create`` is the handler; ``UsersState.create.is_pending`` and ``.error`` are vars. It runs in the background, so
that the page goes on while the database works; its status belongs to one session.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast, get_args, get_type_hints

from pydantic import BaseModel
from reflex_base.event import EventHandler
from reflex_base.vars import BooleanVar, ObjectVar

from state.binding.query_var import add_wire_var
from state.binding.reflex_internals import in_background
from state.binding.wire import BLANK_MUTATION, MutationMeta, Problem
from state.query import MutationOptions
from state.runtime import runtime

T = TypeVar("T")
V = TypeVar("V")


@dataclass(init=True, frozen=True, kw_only=True)
class MutationHandler(EventHandler, Generic[V]):
    """An event handler that also carries its own status."""

    @property
    def meta(self) -> Any:
        """The var with status and error."""
        return getattr(self.state, f"{self.fn.__name__}__meta")

    is_pending = cast("BooleanVar", property(lambda self: self.meta.status == "pending"))
    is_success = cast("BooleanVar", property(lambda self: self.meta.status == "success"))
    is_error = cast("BooleanVar", property(lambda self: self.meta.status == "error"))
    error = cast("ObjectVar[Problem]", property(lambda self: self.meta.error))
    __hash__ = EventHandler.__hash__


class mutation(Generic[V, T]):  # noqa: N801 - a decorator
    """Declares a mutation: the method returns its options and may read any var of the State."""

    name: str
    parts: tuple[str]

    def __init__(self, fn: Callable[[Any], MutationOptions[V, T]]) -> None:
        self.fn = fn
        self._given: Callable[[Any], V] | None = None
        self._succeeded: Callable[[Any, T], Any] | None = None
        self._failed: Callable[[Any, Exception], Any] | None = None

    def __set_name__(self, owner: Any, name: str) -> None:
        self.name, self.parts = name, (f"{name}__meta",)
        self._variables = get_args(get_type_hints(inspect.unwrap(self.fn))["return"])[0]
        add_wire_var(owner, self.fn, self.parts[0], var_type=MutationMeta, initial=dict(BLANK_MUTATION))

    def __get__(self, instance: object, owner: Any) -> MutationHandler[V]:
        return cast("MutationHandler[V]", self)  # QueryState puts the handler in place of this once the class is complete

    def variables(self, give: Callable[[Any], V]) -> Callable[[Any], V]:
        """Declares that the State itself gives the variables; what a browser sends is then ignored.

        For values that came with an earlier event: they must not travel through an event that the server makes.
        """
        self._given = give
        return give

    def on_success(self, react: Callable[[Any, T], Any]) -> Callable[[Any, T], Any]:
        """Declares what the State does with a success, under its lock; it may return an event, like a toast."""
        self._succeeded = react
        return react

    def on_error(self, react: Callable[[Any, Exception], Any]) -> Callable[[Any, Exception], Any]:
        """Declares what the State does with a failure, under its lock; it may return an event."""
        self._failed = react
        return react

    def handler(self) -> Callable[..., Any]:
        """The background event handler."""

        async def run(state: Any, variables: Any = None) -> Any:
            binding = runtime().binding
            async with state:
                asked_by = _who_is_signed_in(state)
                binding.set_mutation(state, self.name, MutationMeta("pending"))
            try:
                async with state:  # the options read the State, and may refuse who is signed in
                    options = self.fn(state)
                    variables = self._given(state) if self._given else variables
                result = await runtime().client.mutation(options).mutate(self.checked(variables))
            except Exception as error:  # noqa: BLE001 - whatever it is, the person is told
                async with state:
                    if _who_is_signed_in(state) != asked_by:
                        return None  # the outcome is none of the next person's business
                    binding.set_mutation(state, self.name, MutationMeta("error", Problem.of(error)))
                    return self._failed(state, error) if self._failed else None
            async with state:
                if _who_is_signed_in(state) != asked_by:
                    return None
                binding.set_mutation(state, self.name, MutationMeta("success"))
                return self._succeeded(state, result) if self._succeeded else None

        return in_background(run, self.name)

    def checked(self, variables: Any) -> Any:
        """What the browser sent, as the mutation's own type. Anything may have been sent.

        Raises:
            pydantic.ValidationError: It does not fit; says which field.
        """
        if isinstance(self._variables, type) and issubclass(self._variables, BaseModel):
            return self._variables.model_validate(dict(variables) if isinstance(variables, Mapping) else variables)
        return None if self._variables is type(None) else variables


def _who_is_signed_in(state: Any) -> Any:
    principal = getattr(state, "principal", None)
    return principal.key if principal else None
