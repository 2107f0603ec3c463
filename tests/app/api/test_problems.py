"""Every refusal has one form and says nothing about our insides."""

from __future__ import annotations

import httpx
import pytest

from app.api import create_api
from data.errors import Conflict, SettingsError, Timeout, Unavailable
from state.runtime import NotRunning


def caller(api):
    return httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://localhost:8000")


def failing_with(error):
    """An API whose runtime cannot be had."""

    def runtime():
        raise error

    return create_api(runtime)


USERS = "/api/v1/primary-data/users"


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v1/primary-data/nothing", "/api/docs", USERS + "/"])
async def test_an_unknown_address_below_api_is_a_problem_and_not_a_page(path):
    async with caller(create_api(lambda: None)) as http:
        answer = await http.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_wrong_method_is_named_with_the_right_ones(method):
    async with caller(create_api(lambda: None)) as http:
        answer = await http.request(method, USERS)

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"


async def test_a_problem_document_has_every_member_of_the_standard():
    async with caller(create_api(lambda: None)) as http:
        answer = await http.get("/api/nothing", headers={"X-Request-ID": "abc-123"})

    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "code": "not_found",
        "request_id": "abc-123",
    }


async def test_an_unforeseen_error_says_nothing_about_our_insides_and_is_logged_with_its_request(caplog):
    async with caller(failing_with(RuntimeError("password of /srv/secret.db"))) as http:
        answer = await http.get(USERS, headers={"X-Request-ID": "abc-123"})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert answer.headers["X-Request-ID"] == "abc-123"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "abc-123" in caplog.text
    assert "password of /srv/secret.db" in caplog.text


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotRunning("no"), 503, "unavailable"),
        (Unavailable("The database does not answer."), 503, "unavailable"),
        (Timeout("The database did not answer in time."), 504, "timeout"),
        (Conflict("The e-mail is taken.", field="email"), 409, "conflict"),
        (SettingsError("/srv/app/.env names no host"), 500, "internal_error"),
    ],
)
async def test_our_own_errors_keep_their_status_and_code(error, status, code):
    async with caller(failing_with(error)) as http:
        answer = await http.get(USERS)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("Retry-After" in answer.headers) == (status in (503, 504))
    assert "/srv" not in answer.text


async def test_the_description_of_the_api_is_served_without_a_page_that_needs_another_site():
    async with caller(create_api(lambda: None)) as http:
        description = (await http.get("/api/openapi.json")).json()
        pages = [(await http.get(path)).status_code for path in ("/api/docs", "/docs", "/redoc")]

    assert USERS in description["paths"]
    assert "/api/dev-auth/sign-in" not in description["paths"]
    assert pages == [404, 404, 404]
