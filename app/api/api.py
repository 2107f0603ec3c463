"""Puts the REST API together. Start reading at ``create_api``.

Reflex mounts itself below what this returns, so these routes win over its pages, and the middleware stands around everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Match, Route

from app.api import dev_auth, health
from app.api.access import endpoints, open_route
from app.api.health import Check, standard_checks
from app.api.problems import install_problems, internal_problem
from app.api.v1.external_data import shared_resources
from app.api.v1.primary_data import users
from app.middleware import ErrorBoundary, RequestId, SecurityHeaders
from state.runtime import Runtime

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


def create_api(
    runtime: Callable[[], Runtime], *, checks: Callable[[Runtime], Mapping[str, Check]] = standard_checks
) -> FastAPI:
    """The API; nothing is connected or read before the first request.

    Args:
        runtime: Returns what this worker is connected to; raises ``NotRunning`` while it is not.
        checks: What ``/readyz`` asks before it says yes, by name.
    """
    # The interactive documentation would load its script from another site, so only the description itself is served.
    api = FastAPI(title="Refetch", version="1", docs_url=None, redoc_url=None, openapi_url=None, middleware=_middleware())
    api.state.runtime, api.state.checks = runtime, checks
    install_problems(api)
    for router in (health.router, dev_auth.router, users.router, shared_resources.router):
        api.include_router(router)
    api.add_api_route("/api/openapi.json", _description, dependencies=[Depends(open_route)], include_in_schema=False)
    # Last: what is left below /api is a mistake of the caller, not a page.
    for path in ("/api", "/api/{rest:path}"):
        api.add_api_route(path, _nothing_here, methods=_METHODS, dependencies=[Depends(open_route)], include_in_schema=False)
    return api


def _middleware() -> list[Middleware]:
    boundary = Middleware(ErrorBoundary, answer=internal_problem, prefixes=("/api/", "/healthz", "/readyz"))
    return [Middleware(RequestId), Middleware(SecurityHeaders), boundary]


async def _description(request: Request) -> dict[str, Any]:
    """The OpenAPI description."""
    return request.app.openapi()


async def _nothing_here(request: Request) -> None:
    """404, or 405 where only the method is wrong."""
    allowed: set[str] = set()
    for route in endpoints(request.app):
        if isinstance(route, Route) and route.matches(request.scope)[0] is Match.PARTIAL:
            allowed |= route.methods or set()
    if allowed:
        raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
    raise HTTPException(404)
