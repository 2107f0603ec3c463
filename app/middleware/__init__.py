"""What every answer passes through: one ASGI middleware per file.

They stand around pages, static files and the event websocket as well, so they look at the start of a response only, never
hold back a body, and let websockets through untouched.
"""

from app.middleware.error_boundary import ErrorBoundary
from app.middleware.request_id import RequestId, request_id_of
from app.middleware.security_headers import SecurityHeaders

__all__ = ["ErrorBoundary", "RequestId", "SecurityHeaders", "request_id_of"]
