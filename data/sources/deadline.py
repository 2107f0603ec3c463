"""How long a call to the external database may take, and how it fails. Start at ``deadline``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from data.errors import Timeout, Unavailable

GRACE = 0.1
"""Seconds that the driver's own deadline has to come first; it leaves connections in better order than a cancellation."""


def timed_out(seconds: float) -> Timeout:
    """The error for a database that did not answer within *seconds*."""
    return Timeout(f"The external database did not answer within {seconds:g} s.")


def unreadable(problem: str = "cannot be reached") -> Unavailable:
    """The error for a database that cannot be read; *problem* goes on after its name."""
    return Unavailable(f"The external database {problem}.")


@asynccontextmanager
async def deadline(seconds: float) -> AsyncGenerator[None]:
    """Ends what stands inside after *seconds*.

    Raises:
        Timeout: It took longer.
    """
    try:
        async with asyncio.timeout(seconds + GRACE):
            yield
    except TimeoutError as error:
        raise timed_out(seconds) from error
