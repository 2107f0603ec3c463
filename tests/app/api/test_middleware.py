"""What stands around every answer, pages and websockets included."""

from __future__ import annotations

import httpx
import pytest
from starlette.responses import PlainTextResponse

from app.api import create_api
from app.middleware import ErrorBoundary, RequestId, SecurityHeaders


def caller(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000")


async def page(scope, receive, send):
    """Stands for everything that Reflex serves."""
    await PlainTextResponse("page")(scope, receive, send)


def mounted():
    api = create_api(lambda: None)
    api.mount("", page)
    return api


async def test_every_answer_names_its_request():
    async with caller(mounted()) as http:
        first, second = await http.get("/users"), await http.get("/api/nothing")

    assert len(first.headers["X-Request-ID"]) == 32
    assert second.headers["X-Request-ID"] == second.json()["request_id"]
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


@pytest.mark.parametrize("given", ["x" * 65, "a b", "", "a\tb", "<script>", "é".encode()])
async def test_a_request_id_that_could_break_a_log_is_replaced(given):
    async with caller(mounted()) as http:
        answer = await http.get("/users", headers={"X-Request-ID": given})

    assert len(answer.headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path", ["/users", "/healthz", "/api/nothing"])
async def test_no_answer_may_be_framed_or_guessed_at(path):
    async with caller(mounted()) as http:
        headers = (await http.get(path)).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/", "no-cache"),
        ("/users/", "no-cache"),
        ("/sw.js", "no-cache"),
        ("/assets/root-BqX1_-3a.js", "public, max-age=31536000, immutable"),
        ("/assets/root.js", "no-cache"),
        ("/fonts/inter.woff2", "public, max-age=86400"),
        ("/healthz", "no-store"),
        ("/api/openapi.json", "no-store"),
    ],
)
async def test_data_is_never_kept_pages_are_asked_for_and_built_files_stay(path, rule):
    async with caller(mounted()) as http:
        assert (await http.get(path)).headers["Cache-Control"] == rule


async def test_an_answer_that_has_its_own_rule_keeps_it():
    async def own(scope, receive, send):
        await PlainTextResponse("own", headers={"Cache-Control": "max-age=1"})(scope, receive, send)

    async with caller(SecurityHeaders(own)) as http:
        assert (await http.get("/")).headers["Cache-Control"] == "max-age=1"


async def test_a_missing_built_file_is_not_remembered_as_missing():
    async def missing(scope, receive, send):
        await PlainTextResponse("", 404)(scope, receive, send)

    async with caller(SecurityHeaders(missing)) as http:
        assert (await http.get("/assets/root-BqX1_-3a.js")).headers["Cache-Control"] == "no-cache"


async def test_websockets_pass_untouched():
    seen = []

    async def socket(scope, receive, send):
        seen.append((scope, receive, send))

    scope, receive, send = {"type": "websocket", "path": "/_event/"}, object(), object()
    for wrap in (RequestId, SecurityHeaders, lambda app: ErrorBoundary(app, answer=page, prefixes=("/",))):
        await wrap(socket)(scope, receive, send)

    assert seen == [(scope, receive, send)] * 3
    assert set(scope) == {"type", "path"}


async def test_a_body_is_passed_on_part_by_part():
    order = []

    async def streaming(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for number in range(3):
            order.append(f"made {number}")
            await send({"type": "http.response.body", "body": b"x", "more_body": number < 2})

    async def browser(message):
        if message["type"] == "http.response.body":
            order.append("got one")

    app = RequestId(SecurityHeaders(ErrorBoundary(streaming, answer=page, prefixes=("/",))))
    await app({"type": "http", "path": "/", "method": "GET", "headers": []}, None, browser)

    assert order == ["made 0", "got one", "made 1", "got one", "made 2", "got one"]


async def test_an_error_of_a_page_is_left_to_whoever_serves_pages():
    async def broken(scope, receive, send):
        raise RuntimeError("a page failed")

    app = ErrorBoundary(broken, answer=page, prefixes=("/api/",))

    with pytest.raises(RuntimeError, match="a page failed"):
        await app({"type": "http", "path": "/users", "method": "GET", "headers": []}, None, None)


async def test_half_an_answer_is_never_followed_by_a_problem():
    async def half(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("halfway")

    sent = []

    async def browser(message):
        sent.append(message["type"])

    with pytest.raises(RuntimeError, match="halfway"):
        await ErrorBoundary(half, answer=page, prefixes=("/",))(
            {"type": "http", "path": "/", "method": "GET", "headers": []}, None, browser
        )

    assert sent == ["http.response.start"]
