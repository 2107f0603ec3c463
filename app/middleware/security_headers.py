"""What a browser may do with an answer, and how long it may keep it. Start reading at ``SecurityHeaders``."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script or style rule: pages are built by Reflex, which writes both inline.
CONTENT_SECURITY_POLICY = "frame-ancestors 'none'; base-uri 'self'; object-src 'none'; form-action 'self'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
}

NEVER_KEEP = "no-store"
ASK_FIRST = "no-cache"
KEEP_FOR_A_DAY = "public, max-age=86400"
KEEP_FOR_EVER = "public, max-age=31536000, immutable"

_PRIVATE_PREFIXES = ("/api/", "/healthz", "/readyz", "/_event", "/ping", "/_health")
# The build names its files after their content: another content is another name.
_HASHED_ASSET = re.compile(r"/assets/[^?]*-[A-Za-z0-9_-]{8}\.[a-z0-9]+(\.gz|\.br|\.zst)?")
_OK = (200, 206, 304)


class SecurityHeaders:
    """Adds the headers above, and ``Cache-Control`` where the answer has none of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", cache_control(scope["path"], status=message["status"]))
            await send(message)

        await self._app(scope, receive, send_guarded)


def cache_control(path: str, *, status: int) -> str:
    """How long a browser may keep the answer for *path*: data never, pages after asking, built files for ever."""
    if path.startswith(_PRIVATE_PREFIXES):
        return NEVER_KEEP
    if status not in _OK:
        return ASK_FIRST
    if _HASHED_ASSET.fullmatch(path):
        return KEEP_FOR_EVER
    return KEEP_FOR_A_DAY if path.startswith("/fonts/") else ASK_FIRST
