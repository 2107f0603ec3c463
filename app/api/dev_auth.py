"""The development provider's endpoints, for this machine's own browser only. Start reading at ``_provider``.

Whoever may call these may be anybody, so every one of them checks that the caller sits at this machine, that the page's
address is this machine's (a foreign name that resolves to it is refused), and that the page is one of ours.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.access import current_runtime, open_route
from data.errors import Forbidden, NotFound
from state.auth.providers import SESSION_AGE, DevProvider

PREFIX = "/api/dev-auth"
COOKIE = "__dev_client"
_LOOPBACK_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
# Behind a proxy on this machine every caller seems to sit at this machine.
_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

router = APIRouter(prefix=PREFIX, tags=["development sign-in"], include_in_schema=False)


class SignIn(BaseModel):
    """Who wants to sign in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    email: str = Field(min_length=1, max_length=320)


async def _provider(request: Request) -> DevProvider:
    provider: object = current_runtime(request).auth_provider
    if not isinstance(provider, DevProvider):  # somebody else signs people in
        raise NotFound("There is nothing at this address.")
    if not _is_from_this_machine(request):
        raise Forbidden("The development sign-in answers this machine only; open the page as http://localhost.")
    origin = request.headers.get("origin")
    # A browser sends the origin with every POST, and with a GET from another origin.
    if origin not in provider.origins and not (origin is None and request.method == "GET"):
        raise Forbidden("This page may not use the development sign-in; its origin is not one of ours.")
    return provider


Provider = Annotated[DevProvider, Depends(_provider)]
Secret = Annotated[str, Cookie(alias=COOKIE)]


@router.get("/people", dependencies=[Depends(open_route)])
async def people(provider: Provider) -> dict[str, Any]:
    """Who can sign in."""
    shown = ("name", "email", "organisation_name")
    return {"items": [{name: getattr(one, name) for name in shown} | {"role": str(one.role)} for one in provider.people]}


@router.post("/sign-in", dependencies=[Depends(open_route)])
async def sign_in(wanted: SignIn, provider: Provider, response: Response, secret: Secret = "") -> dict[str, str]:
    """Begin a session; the browser's earlier one ends."""
    session = provider.sign_in(wanted.email, replaces=secret)
    response.set_cookie(COOKIE, session.secret, max_age=SESSION_AGE, path=PREFIX, httponly=True, samesite="strict")
    return {"session_id": session.session_id, "name": session.person.name}


@router.post("/token", dependencies=[Depends(open_route)])
async def token(request: Request, provider: Provider, secret: Secret = "") -> dict[str, str | int]:
    """A fresh token; empty texts when nobody is signed in, which is an answer and not an error."""
    issued = provider.token(secret, origin=request.headers["origin"])
    if issued is None:
        return {"session_id": "", "token": "", "expires_in": 0}
    return {"session_id": issued.session_id, "token": issued.token, "expires_in": issued.lifetime}


@router.post("/sign-out", status_code=204, dependencies=[Depends(open_route)])
async def sign_out(provider: Provider, response: Response, secret: Secret = "") -> None:
    """End the session and refuse the tokens it already has."""
    provider.sign_out(secret)
    response.delete_cookie(COOKIE, path=PREFIX, httponly=True, samesite="strict")


def _is_from_this_machine(request: Request) -> bool:
    hosts = request.headers.getlist("host")
    if len(hosts) != 1 or not _LOOPBACK_HOST.fullmatch(hosts[0]) or any(name in request.headers for name in _PROXY_HEADERS):
        return False
    return request.client is not None and _is_loopback(request.client.host)


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (mapped or parsed).is_loopback
