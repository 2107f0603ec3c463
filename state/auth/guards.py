"""Nothing happens without a rule: decorators that say who may call an event handler. Start reading at ``require``.

A guard raises; turning that into a message or a redirect is the business of whoever runs the handler. Works on handlers
of every kind: plain, coroutine, generator, asynchronous generator, and background tasks.
"""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from data.errors import Forbidden, Unauthenticated
from state.auth.permissions import PERMISSIONS
from state.auth.principal import Principal

Handler = TypeVar("Handler", bound=Callable[..., Any])
Check = Callable[[Principal | None], Principal]


class HasPrincipal(Protocol):
    """What a guarded handler is called on, usually a State."""

    @property
    def principal(self) -> Principal | None: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a handler or a route; found on it as ``__rule__``.

    Attributes:
        permission: Such as ``"users:write"``; None when nobody needs to be signed in.
    """

    permission: str | None


def authorise(principal: Principal | None, permission: str, *, now: float) -> Principal:
    """Return *principal* if it may do *permission* at *now*, in Unix seconds.

    Raises:
        Unauthenticated: There is no principal, or its token has run out.
        Forbidden: Its role does not allow this.
    """
    if principal is None:
        raise Unauthenticated("You are not signed in. Sign in and try again.")
    if principal.is_expired(now):
        raise Unauthenticated("Your session is over. Sign in again.")
    return permit(principal, permission)


def permit(principal: Principal, permission: str) -> Principal:
    """Return *principal*, whose token has just been verified, if its role allows *permission*.

    Raises:
        Forbidden: It does not.
    """
    if not principal.has(permission):
        raise Forbidden(f"Your role does not allow this ({permission}). Ask an owner of your organisation.")
    return principal


def require(permission: str, *, clock: Callable[[], float] = time.time) -> Callable[[Handler], Handler]:
    """Let a handler run only for a principal that has *permission*.

    The handler's first argument must have a ``principal``. A background task's is read under its lock, so it is the one of
    the moment the task starts, not of the moment it was asked for.

    Raises:
        ValueError: When decorating: *permission* is not in the table.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"no such permission: {permission!r}; the table has {', '.join(sorted(PERMISSIONS))}")

    def decorate(handler: Handler) -> Handler:
        guarded = _guard(handler, lambda principal: authorise(principal, permission, now=clock()))
        return cast("Handler", _with_rule(guarded, Rule(permission)))

    return decorate


def public(handler: Handler) -> Handler:
    """Mark a handler that nobody needs to be signed in for."""
    return cast("Handler", _with_rule(handler, Rule(None)))


def _with_rule(handler: Callable[..., Any], rule: Rule) -> Callable[..., Any]:
    handler.__rule__ = rule  # pyright: ignore[reportFunctionMemberAccess]
    return handler


def _guard(handler: Callable[..., Any], check: Check) -> Callable[..., Any]:
    # The wrapper is of the same kind as the handler: the framework inspects it to know how to run it.
    if inspect.isasyncgenfunction(handler):
        return _guard_async_generator(handler, check)
    if inspect.iscoroutinefunction(handler):
        return _guard_coroutine(handler, check)
    if inspect.isgeneratorfunction(handler):
        return _guard_generator(handler, check)
    return _guard_function(handler, check)


def _guard_function(handler: Callable[..., Any], check: Check) -> Callable[..., Any]:
    @functools.wraps(handler)
    def guarded(owner: HasPrincipal, *args: Any, **kwargs: Any) -> Any:
        check(owner.principal)
        return handler(owner, *args, **kwargs)

    return guarded


def _guard_generator(handler: Callable[..., Generator[Any, Any, Any]], check: Check) -> Callable[..., Any]:
    @functools.wraps(handler)
    def guarded(owner: HasPrincipal, *args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        check(owner.principal)
        return (yield from handler(owner, *args, **kwargs))

    return guarded


def _guard_coroutine(handler: Callable[..., Coroutine[Any, Any, Any]], check: Check) -> Callable[..., Any]:
    @functools.wraps(handler)
    async def guarded(owner: HasPrincipal, *args: Any, **kwargs: Any) -> Any:
        check(await _current_principal(owner))
        return await handler(owner, *args, **kwargs)

    return guarded


def _guard_async_generator(handler: Callable[..., AsyncGenerator[Any, Any]], check: Check) -> Callable[..., Any]:
    @functools.wraps(handler)
    async def guarded(owner: HasPrincipal, *args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        check(await _current_principal(owner))
        async with aclosing(handler(owner, *args, **kwargs)) as steps:
            async for step in steps:
                yield step

    return guarded


async def _current_principal(owner: Any) -> Principal | None:
    # A background task holds a stand-in that is only up to date inside "async with"; on a State itself that does nothing.
    if not hasattr(type(owner), "__aenter__"):
        return owner.principal
    async with owner:
        return owner.principal
