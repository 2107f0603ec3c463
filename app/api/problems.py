"""Every refusal in one form: problem documents (RFC 9457). Start reading at ``problem``.

``{"type", "title", "status", "detail", "code", "request_id"}``, and for bad input ``"errors": [{"field", "message"}]``.
``code`` is for programs and stable; ``detail`` is for people. Internals never appear.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from app.middleware import request_id_of
from data.errors import AppError, Conflict, Invalid, Unauthenticated, Unavailable
from state.runtime import NotRunning

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5
"""Seconds after which a caller may ask again when something does not answer."""

_SENTENCES = {
    400: ("bad_request", "The request cannot be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not know that method."),
    413: ("too_large", "The request is too large."),
    415: ("unsupported_media_type", "This kind of content is not accepted here; send JSON."),
}
_INTERNAL = ("internal_error", "Something went wrong on our side. Tell us the request id.")


def problem(
    request: Request,
    status: int,
    *,
    code: str,
    detail: str,
    errors: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """A problem document.

    Args:
        errors: Field to what is wrong with it.
        extra: Further members of the document.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id_of(request.scope),
        **(extra or {}),
    }
    if errors:
        body["errors"] = [{"field": field, "message": message} for field, message in errors.items()]
    return JSONResponse(body, status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def install_problems(api: FastAPI) -> None:
    """Make every error that reaches *api* a problem document."""
    api.add_exception_handler(AppError, _on_app_error)
    api.add_exception_handler(NotRunning, _on_not_running)
    api.add_exception_handler(RequestValidationError, _on_bad_input)
    api.add_exception_handler(HTTPException, _on_http_error)


async def internal_problem(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to a request that failed unforeseen, as an ASGI application."""
    code, detail = _INTERNAL
    await problem(Request(scope), 500, code=code, detail=detail)(scope, receive, send)


def app_problem(request: Request, error: AppError) -> JSONResponse:
    """The problem document of one of our own errors."""
    if error.status >= 500 and not isinstance(error, Unavailable | Unauthenticated):
        # Such a sentence is for the operator: it may name files and settings.
        return problem(request, 500, code=_INTERNAL[0], detail=_INTERNAL[1])
    fields = _fields(error)
    return problem(request, error.status, code=error.code, detail=error.message, errors=fields, headers=_headers(error))


def _fields(error: AppError) -> Mapping[str, str]:
    if isinstance(error, Invalid):
        return error.fields
    if isinstance(error, Conflict) and error.field:
        return {error.field: "is taken"}
    return {}


def _headers(error: AppError) -> dict[str, str]:
    if error.status == 401:
        is_missing = error.code in ("token_missing", "unauthenticated")
        return {"WWW-Authenticate": "Bearer" if is_missing else 'Bearer error="invalid_token"'}
    return {"Retry-After": str(RETRY_AFTER)} if error.status in (503, 504) else {}


async def _on_app_error(request: Request, error: Exception) -> JSONResponse:
    return app_problem(request, cast("AppError", error))


async def _on_not_running(request: Request, _error: Exception) -> JSONResponse:
    return app_problem(request, Unavailable("The service is starting or stopping. Try again shortly."))


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    refusal = cast("HTTPException", error)
    code, detail = _SENTENCES.get(refusal.status_code, ("refused", HTTPStatus(refusal.status_code).phrase))
    return problem(request, refusal.status_code, code=code, detail=detail, headers=refusal.headers)


async def _on_bad_input(request: Request, error: Exception) -> JSONResponse:
    findings = cast("RequestValidationError", error).errors()
    if any(finding["type"] == "json_invalid" for finding in findings):
        return problem(request, 400, code="bad_request", detail="The request holds no readable JSON.")
    fields = {_field(finding["loc"]): _sentence(finding["msg"]) for finding in findings}
    return problem(request, 422, code=Invalid.code, detail="The request cannot be accepted; see errors.", errors=fields)


def _field(location: tuple[str | int, ...]) -> str:
    # The first part says where it was found (query, path, body); a name that a stranger chose may be very long.
    return ".".join(str(part) for part in location[1:])[:100] or str(location[0])


def _sentence(message: str) -> str:
    return "is not known here" if message == "Extra inputs are not permitted" else message
