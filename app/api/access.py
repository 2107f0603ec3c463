"""Who may call an endpoint: every route declares a rule. Start reading at ``authorised``.

Only ``Authorization: Bearer`` counts. A cookie never does, so no other site can make a browser call the API on its behalf.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from state.auth import PERMISSIONS, AuthError, Principal, Rule, permit
from state.runtime import Runtime

logger = logging.getLogger(__name__)


def authorised(permission: str) -> Callable[[Request], Awaitable[Principal]]:
    """A dependency that lets only callers with *permission* through and gives the route their principal.

    Raises:
        ValueError: The table has no such permission.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"no such permission: {permission!r}")

    async def check(request: Request) -> Principal:
        try:
            principal = await current_runtime(request).verifier.verify(_bearer_token(request))
        except AuthError as error:
            logger.info("token refused: %s", error.code)
            raise
        return permit(principal, permission)

    check.__rule__ = Rule(permission)  # pyright: ignore[reportFunctionMemberAccess]
    return check


def open_route() -> None:
    """A dependency that says: anybody may call this."""


open_route.__rule__ = Rule(None)  # pyright: ignore[reportFunctionMemberAccess]


def current_runtime(request: Request) -> Runtime:
    """What this worker is connected to.

    Raises:
        NotRunning: The app is starting or stopping.
    """
    return request.app.state.runtime()


def rule_of(route: APIRoute) -> Rule | None:
    """The rule that *route* declares; None if it forgot to."""
    rules = [getattr(dependant.call, "__rule__", None) for dependant in route.dependant.dependencies]
    return next((rule for rule in rules if rule is not None), None)


def endpoints(api: FastAPI) -> Iterator[BaseRoute]:
    """Every route of *api*, those of included routers too."""
    return _flat(api.routes)


def _flat(routes: list[Any]) -> Iterator[BaseRoute]:
    for route in routes:
        # FastAPI keeps an included router as one entry; older versions copy its routes instead.
        router = getattr(route, "original_router", None)
        if router is None:
            yield route
        else:
            yield from _flat(router.routes)


def _bearer_token(request: Request) -> str:
    headers = request.headers.getlist("Authorization")
    if not headers:
        raise AuthError("token_missing")
    scheme, _, token = headers[0].partition(" ")
    if len(headers) > 1 or not token.strip():
        raise AuthError("token_malformed")
    if scheme.casefold() != "bearer":
        raise AuthError("token_missing")
    return token.strip()
