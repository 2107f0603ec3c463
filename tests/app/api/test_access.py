"""Nobody gets in by accident: every route has a rule, and only a bearer token counts."""

from __future__ import annotations

import time

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from app.api import create_api
from app.api.access import authorised, endpoints, rule_of
from data.seeds.demo_people import DEMO_PEOPLE
from state.auth import Rule
from state.auth.providers import DevProvider

ORIGIN = "http://localhost:3000"
OPEN = {
    "/healthz",
    "/readyz",
    "/api/openapi.json",
    "/api",
    "/api/{rest:path}",
    "/api/dev-auth/people",
    "/api/dev-auth/sign-in",
    "/api/dev-auth/token",
    "/api/dev-auth/sign-out",
}


def without_rule(api):
    return [route.path for route in endpoints(api) if not isinstance(route, APIRoute) or rule_of(route) is None]


def test_every_route_declares_its_rule():
    api = create_api(lambda: None)

    assert len(list(endpoints(api))) > len(OPEN)
    assert without_rule(api) == []


def test_only_these_routes_are_open():
    assert {route.path for route in endpoints(create_api(lambda: None)) if rule_of(route) == Rule(None)} == OPEN


def test_a_route_that_forgot_its_rule_is_found():
    api, router = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), APIRouter()
    router.add_api_route("/forgotten", lambda: None)
    api.include_router(router)

    assert without_rule(api) == ["/forgotten"]


def test_a_rule_that_does_not_exist_fails_when_the_code_is_loaded():
    with pytest.raises(ValueError, match="users:raed"):
        authorised("users:raed")


PATHS = [
    "/api/v1/primary-data/users",
    "/api/v1/primary-data/users/user_amara",
    "/api/v1/external-data/shared-resources?resource=sites",
    "/api/v1/external-data/shared-resources/sites/1",
]


@pytest.mark.parametrize("path", PATHS)
async def test_without_a_token_there_is_no_data(service, path):
    answer = await service.http.get(path)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Bearer garbage", "token_malformed"),
        ("Bearer eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.e30.", "bad_algorithm"),
        ("Bearer", "token_malformed"),
        ("Bearer " + "a" * 9_000, "token_too_large"),
        ("Basic YTpi", "token_missing"),
    ],
)
async def test_a_bad_token_is_refused_with_its_reason(service, header, code):
    answer = await service.http.get(PATHS[0], headers={"Authorization": header})

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_an_expired_token_is_refused(service, provider_folder):
    earlier = DevProvider(provider_folder, [ORIGIN], people=DEMO_PEOPLE, clock=lambda: time.time() - 120)

    token = earlier.mint(DEMO_PEOPLE[0]).token
    answer = await service.http.get(PATHS[0], headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


async def test_two_tokens_are_one_too_many(service):
    header = service.bearer()["Authorization"]

    answer = await service.http.get(PATHS[0], headers=[("Authorization", header), ("Authorization", header)])

    assert (answer.status_code, answer.json()["code"]) == (401, "token_malformed")


async def test_a_cookie_is_no_key_to_data(service):
    await service.http.post(
        "/api/dev-auth/sign-in", json={"email": "amara.okafor@northwind.example"}, headers={"Origin": ORIGIN}
    )

    answer = await service.http.get(PATHS[0])

    assert answer.status_code == 401


async def test_bad_input_tells_a_stranger_nothing(service):
    answer = await service.http.get(PATHS[0] + "?limit=abc&nonsense=1")

    assert answer.status_code == 401
    assert "errors" not in answer.json()


async def test_a_person_without_the_permission_is_forbidden(service):
    viewer = next(person for person in service.runtime.auth_provider.people if person.role == "viewer")
    stranger = type("Person", (), {name: getattr(viewer, name) for name in viewer.__slots__} | {"role": "guest"})

    token = service.runtime.auth_provider.mint(stranger).token
    answer = await service.http.get(PATHS[0], headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
