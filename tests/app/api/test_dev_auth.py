"""The development sign-in's endpoints: for this machine's browser, and for our pages only."""

from __future__ import annotations

import dataclasses

import httpx
import pytest

from app.api import create_api

ORIGIN = {"Origin": "http://localhost:3000"}
AMARA = {"email": "amara.okafor@northwind.example"}


async def sign_in(service, who=AMARA):
    return await service.http.post("/api/dev-auth/sign-in", json=who, headers=ORIGIN)


async def token(service):
    return (await service.http.post("/api/dev-auth/token", headers=ORIGIN)).json()


async def test_signing_in_leads_to_a_token_that_opens_the_api(service):
    signed_in = await sign_in(service)
    issued = await token(service)
    users = await service.http.get("/api/v1/primary-data/users", headers={"Authorization": f"Bearer {issued['token']}"})

    assert signed_in.status_code == 200
    assert issued["session_id"] == signed_in.json()["session_id"]
    assert issued["expires_in"] == 60
    assert users.status_code == 200


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(service):
    cookie = (await sign_in(service)).headers["Set-Cookie"]

    name, *flags = cookie.split("; ")
    assert name.startswith("__dev_client=")
    assert {"HttpOnly", "SameSite=strict", "Path=/api/dev-auth"} <= set(flags)


async def test_the_answers_are_never_kept(service):
    for answer in (await sign_in(service), await service.http.post("/api/dev-auth/token", headers=ORIGIN)):
        assert answer.headers["Cache-Control"] == "no-store"


async def test_being_signed_out_is_an_answer_and_not_an_error(service):
    assert await token(service) == {"session_id": "", "token": "", "expires_in": 0}


async def test_signing_out_ends_the_session_the_cookie_and_the_tokens(service):
    await sign_in(service)
    issued = await token(service)

    answer = await service.http.post("/api/dev-auth/sign-out", headers=ORIGIN)

    assert answer.status_code == 204
    assert (await token(service))["token"] == ""
    late = await service.http.get("/api/v1/primary-data/users", headers={"Authorization": f"Bearer {issued['token']}"})
    assert (late.status_code, late.json()["code"]) == (401, "session_revoked")


async def test_a_cookie_that_was_copied_dies_with_the_session(service):
    await sign_in(service)
    copied = service.http.cookies["__dev_client"]
    await service.http.post("/api/dev-auth/sign-out", headers=ORIGIN)

    answer = await service.http.post("/api/dev-auth/token", headers={**ORIGIN, "Cookie": f"__dev_client={copied}"})

    assert answer.json()["token"] == ""


async def test_each_sign_in_has_its_own_secret(service):
    await sign_in(service)
    first = service.http.cookies["__dev_client"]
    await sign_in(service)

    assert service.http.cookies["__dev_client"] != first


async def test_an_unknown_email_is_not_found(service):
    answer = await sign_in(service, {"email": "nobody@northwind.example"})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"email": 5}, 422), ({"email": "x" * 400}, 422), ({**AMARA, "role": "owner"}, 422)]
)
async def test_a_body_of_another_shape_is_refused_with_its_field(service, body, status):
    answer = await sign_in(service, body)

    assert answer.status_code == status
    assert answer.json()["errors"][0]["field"] in ("email", "role")


async def test_a_body_that_is_no_json_is_a_bad_request(service):
    answer = await service.http.post(
        "/api/dev-auth/sign-in", content=b"{", headers={**ORIGIN, "Content-Type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


POSTS = ["sign-in", "token", "sign-out"]


@pytest.mark.parametrize("action", POSTS)
@pytest.mark.parametrize("origin", [None, "null", "http://localhost:9999", "https://localhost:3000", "http://evil.example", ""])
async def test_another_page_can_neither_sign_in_nor_fetch_a_token(service, action, origin):
    await sign_in(service)
    headers = {} if origin is None else {"Origin": origin}

    answer = await service.http.post(f"/api/dev-auth/{action}", json=AMARA, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await token(service))["token"] != ""


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.5",
        "0.0.0.0:8000",
        "[::]",
    ],
)
async def test_a_foreign_name_for_this_machine_is_refused(service, host):
    people = await service.http.get("/api/dev-auth/people", headers={"Host": host})
    signed_in = await service.http.post("/api/dev-auth/sign-in", json=AMARA, headers={**ORIGIN, "Host": host})

    assert (people.status_code, signed_in.status_code) == (403, 403)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:3000", "[::1]:8000"])
async def test_this_machine_may_use_any_of_its_own_names(service, host):
    assert (await service.http.get("/api/dev-auth/people", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("address", ["192.168.1.5", "10.0.0.1", "::2", "::ffff:10.0.0.1", "", "unix"])
async def test_another_machine_is_refused_whatever_it_calls_us(service, address):
    transport = httpx.ASGITransport(create_api(lambda: service.runtime), client=(address, 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        assert (await http.get("/api/dev-auth/people")).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
async def test_every_address_of_this_machine_is_this_machine(service, address):
    transport = httpx.ASGITransport(create_api(lambda: service.runtime), client=(address, 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        assert (await http.get("/api/dev-auth/people")).status_code == 200


async def test_what_came_through_a_proxy_did_not_come_from_this_machine(service):
    answer = await service.http.get("/api/dev-auth/people", headers={"X-Forwarded-For": "203.0.113.7"})

    assert answer.status_code == 403


async def test_the_people_are_listed_without_their_ids(service):
    items = (await service.http.get("/api/dev-auth/people")).json()["items"]

    assert items[0] == {
        "name": "Amara Okafor",
        "email": "amara.okafor@northwind.example",
        "organisation_name": "Northwind",
        "role": "owner",
    }
    assert len(items) == 5


async def test_with_another_provider_there_is_nothing_at_these_addresses(service):
    runtime = dataclasses.replace(service.runtime, auth_provider=object())
    transport = httpx.ASGITransport(create_api(lambda: runtime))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        people = await http.get("/api/dev-auth/people")
        signed_in = await http.post("/api/dev-auth/sign-in", json=AMARA, headers=ORIGIN)

    assert (people.status_code, signed_in.status_code) == (404, 404)
