"""Is the process alive, and can it serve? Start reading at ``standard_checks``.

Anybody may ask, so the answers name what is missing and never where it is or why.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from app.api.access import current_runtime, open_route
from app.api.problems import RETRY_AFTER, problem
from data.connections.redis import ping_redis
from data.errors import Unavailable
from data.migrations import pending_migrations
from state.runtime import NotRunning, Runtime

logger = logging.getLogger(__name__)

Check = Callable[[], Awaitable[object]]
"""Returns when all is well, raises when it is not."""

CHECK_TIMEOUT = 3.0
"""Seconds that one check may take."""

router = APIRouter(tags=["health"])


def standard_checks(runtime: Runtime) -> dict[str, Check]:
    """Both databases, the schema of ours, and Redis where there is one."""
    checks: dict[str, Check] = {
        "primary": runtime.primary.ping,
        "migrations": lambda: _expect_no_migrations(runtime.settings.primary_database_url),
        "external": runtime.source.ping,
    }
    if runtime.redis is not None:
        checks["redis"] = partial(ping_redis, runtime.redis)
    return checks


@router.head("/healthz", dependencies=[Depends(open_route)], include_in_schema=False)
@router.get("/healthz", dependencies=[Depends(open_route)])
async def is_alive() -> dict[str, str]:
    """The process answers. Says nothing about databases: restarting this process would not bring them back."""
    return {"status": "alive"}


@router.head("/readyz", dependencies=[Depends(open_route)], response_model=None, include_in_schema=False)
@router.get("/readyz", dependencies=[Depends(open_route)], response_model=None)
async def is_ready(request: Request) -> JSONResponse | dict[str, Any]:
    """Everything that requests need is there; otherwise 503 and the names of what is not."""
    try:
        checks: Mapping[str, Check] = request.app.state.checks(current_runtime(request))
    except NotRunning:
        return _not_ready(request, ["app"], ready=[])
    results = await asyncio.gather(*(_passes(name, check) for name, check in checks.items()))
    ready = [name for name, has_passed in zip(checks, results, strict=True) if has_passed]
    missing = [name for name in checks if name not in ready]
    return _not_ready(request, missing, ready=ready) if missing else {"status": "ready", "ready": ready}


async def _expect_no_migrations(url: str) -> None:
    if await asyncio.to_thread(pending_migrations, url):
        raise Unavailable("The database needs migrations; run them first.")


async def _passes(name: str, check: Check) -> bool:
    try:
        await asyncio.wait_for(check(), CHECK_TIMEOUT)
    except Exception as error:  # noqa: BLE001 - whatever a check raises means no, and must not hide the other checks
        logger.warning("not ready: %s (%s)", name, type(error).__name__)
        return False
    return True


def _not_ready(request: Request, missing: list[str], *, ready: list[str]) -> JSONResponse:
    return problem(
        request,
        503,
        code="not_ready",
        detail=f"Not ready: {', '.join(missing)}.",
        headers={"Retry-After": str(RETRY_AFTER)},
        extra={"not_ready": missing, "ready": ready},
    )
