"""What runs while the app runs: connections, delivery to browsers, the change feed. Start at ``lifespan``."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import reflex as rx

from app.bootstrap import connected
from data.errors import AppError
from data.settings import load_settings
from data.sources import SharedResourceSource
from state.realtime.change_feed import ChangeFeed
from state.resources.activities import ACTIVITIES
from state.resources.users import USERS
from state.runtime import Runtime, set_runtime

logger = logging.getLogger(__name__)


def lifespan(app: rx.App) -> Callable[[], AbstractAsyncContextManager[None]]:
    """The lifespan of one worker of *app*, for ``app.register_lifespan_task``."""

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                runtime = await stack.enter_async_context(connected(load_settings()))
            except AppError as error:
                # A sentence is all that helps here: the server's traceback around it would only hide it.
                sys.stderr.write(f"refetch: {error.message}\n")
                raise SystemExit(1) from None
            set_runtime(runtime)
            stack.callback(set_runtime, None)
            await stack.enter_async_context(runtime.binding.attached(app))
            await stack.enter_async_context(_in_background(*_duties(runtime)))
            yield

    return running


@asynccontextmanager
async def _in_background(*duties: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(duty) for duty in duties]
    for task in tasks:
        task.add_done_callback(_report)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.error("a background duty ended", exc_info=error)


def _duties(runtime: Runtime) -> list[Coroutine[Any, Any, None]]:
    feeds = [
        ChangeFeed(runtime.primary.users, runtime.client, collection=USERS),
        ChangeFeed(runtime.primary.activities, runtime.client, collection=ACTIVITIES),
    ]
    return [*(feed.run() for feed in feeds), warn_about(runtime.source)]


async def warn_about(source: SharedResourceSource) -> None:
    """Log what an operator should know of the external database; that it does not answer is a warning too."""
    try:
        for warning in await source.check():
            logger.warning("external database: %s", warning)
    except AppError as error:
        logger.warning("external database: %s", error.message)
