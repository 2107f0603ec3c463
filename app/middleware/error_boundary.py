"""An error that nobody foresaw becomes a problem document without a word about our insides. Start at ``ErrorBoundary``.

A middleware and not an exception handler: the framework calls the handler for ``Exception`` outside of all middleware, where
the answer would have neither request id nor security headers.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware.request_id import request_id_of

logger = logging.getLogger(__name__)

Answer = Callable[[Scope, Receive, Send], Awaitable[None]]


class ErrorBoundary:
    """Answers with *answer* when a request below one of *prefixes* fails; other requests are none of its business."""

    def __init__(self, app: ASGIApp, *, answer: Answer, prefixes: tuple[str, ...]) -> None:
        self._app = app
        self._answer = answer
        self._prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
            return
        has_started = False

        async def send_watched(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except Exception:
            # Half an answer cannot be taken back: the server has to break the connection.
            if has_started:
                raise
            logger.exception("%s %s failed (request %s)", scope["method"], scope["path"], request_id_of(scope))
            await self._answer(scope, receive, send)
