"""``query_var``: a method that returns query options becomes a typed var of the State.

Each declares two *wire vars*, ``<name>__data`` and ``<name>__meta``. They store nothing: their getters read the worker's cache
at the moment a delta is built, so a State stays a few bytes small whatever is in view.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, get_args, get_origin, get_type_hints, overload

from pydantic import TypeAdapter
from reflex_base.vars.base import ComputedVar

from state.binding.query_ref import QueryRef, QueryView
from state.binding.reflex_internals import type_setattr
from state.binding.wire import BLANK_QUERY, QueryMeta
from state.query import InfiniteQueryOptions, QueryOptions
from state.runtime import is_running, runtime

T = TypeVar("T")
# Checkers read a property's getter instead of its ``__get__``, so they must not see the base.
_Property: Any = object if TYPE_CHECKING else property


class WireVar(ComputedVar):
    """A computed var that stores nothing: dependencies as usual, the value read anew each time."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return super().__get__(None, owner)
        name, _, part = self._name.rpartition("__")
        return runtime().binding.read(instance, name, part) if is_running() else self._initial_value

    def _deps(self, objclass: Any, obj: Any = None) -> dict[str, set[str]]:
        """What the author's code reads, and who is signed in: every query depends on that, whether its code says so or not."""
        found = super()._deps(objclass, obj)
        principal = inspect.getattr_static(objclass, "principal", None)
        if obj is None and isinstance(principal, property):
            for state, names in super()._deps(objclass, principal.fget).items():
                found.setdefault(state, set()).update(names)
        return found


def add_wire_var(owner: Any, fn: Callable[..., Any], name: str, *, var_type: Any, initial: Any) -> None:
    """Give *owner* a wire var. Its getter is the author's code under another name, so that Reflex finds what it depends on."""
    code = cast("FunctionType", inspect.unwrap(fn))
    getter = FunctionType(code.__code__, code.__globals__, name, code.__defaults__, code.__closure__)
    var = WireVar(fget=getter, initial_value=initial, return_type=var_type)
    type_setattr(owner, name, var)
    var.__set_name__(owner, name)


def _reads(self: Any) -> Any:
    return self.data_part, self.meta_part


class query_var(_Property, Generic[T]):  # noqa: N801 - a decorator
    """Declares a query: the method returns its options and may read any var of the State.

    At run time a property whose getter names the wire vars: so Reflex sees that a computed var reading ``self.users`` depends
    on them.

    Raises:
        TypeError: The method's return annotation is not ``QueryOptions[...]`` or ``InfiniteQueryOptions[...]``.
    """

    name: str
    parts: tuple[str, str]

    def __init__(self, fn: Callable[[Any], QueryOptions[T]]) -> None:
        self.fn = fn

    def __set_name__(self, owner: Any, name: str) -> None:
        self.name, self.parts = name, (f"{name}__data", f"{name}__meta")
        data_type = _data_type(self.fn, name)
        self.adapter: TypeAdapter[Any] = TypeAdapter(data_type)
        self.blank: list[Any] | None = [] if (get_origin(data_type) or data_type) is list else None
        reads = FunctionType(_reads.__code__.replace(co_names=self.parts), {})
        property.__init__(cast("Any", self), reads)
        add_wire_var(owner, self.fn, self.parts[0], var_type=data_type, initial=self.blank)
        add_wire_var(owner, self.fn, self.parts[1], var_type=QueryMeta, initial=dict(BLANK_QUERY))

    @overload
    def __get__(self, instance: None, owner: Any) -> QueryRef[T]: ...
    @overload
    def __get__(self, instance: object, owner: Any) -> QueryView[T]: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return QueryRef(owner, self.name)
        return runtime().binding.view(instance, self.name) if is_running() else QueryView()


def _data_type(fn: Callable[..., Any], name: str) -> Any:
    returned = get_type_hints(inspect.unwrap(fn)).get("return")
    if get_origin(returned) not in (QueryOptions, InfiniteQueryOptions):
        raise TypeError(f"{name} must be annotated with QueryOptions[...] or InfiniteQueryOptions[...], not {returned!r}")
    return get_args(returned)[0]
