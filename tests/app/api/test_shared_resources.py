"""``/api/v1/external-data/shared-resources`` on a real external database."""

from __future__ import annotations

import sqlite3

import pytest

RESOURCES = "/api/v1/external-data/shared-resources"


async def sites(service, **params):
    return await service.get(RESOURCES, params={"resource": "sites", **params})


async def test_a_list_shows_declared_fields_and_says_when_they_were_read(service):
    answer = await sites(service, limit=3, sort="name")

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"items", "rejected", "next"}
    assert set(body["items"][0]) == {"resource", "id", "title", "fields", "read_at"}
    assert len(body["items"]) == 3


async def test_pages_show_every_row_once(service):
    seen, cursor = [], None
    while True:
        body = (await sites(service, limit=25, count="true", **({"cursor": cursor} if cursor else {}))).json()
        seen += [item["id"] for item in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == body["count"]["value"] == 60


async def test_one_row_comes_with_its_whole_document(service):
    listed = (await sites(service, limit=1)).json()["items"][0]

    answer = await service.get(f"{RESOURCES}/sites/{listed['id']}")

    assert answer.status_code == 200
    assert answer.json()["fields"] == listed["fields"]
    assert answer.json()["document"]


async def test_filters_narrow_by_any_declared_field_and_read_text_as_the_fields_type(service):
    ports = (await sites(service, **{"filter[kind]": "port"})).json()["items"]
    either = (await sites(service, **{"filter[kind]": ["port", "office"]})).json()["items"]
    capacity = next(item["fields"]["capacity"] for item in either if item["fields"]["capacity"])
    exact = (await sites(service, **{"filter[capacity]": str(capacity)})).json()["items"]

    assert {item["fields"]["kind"] for item in ports} == {"port"}
    assert {item["fields"]["kind"] for item in either} == {"port", "office"}
    assert {item["fields"]["capacity"] for item in exact} == {capacity}


async def test_a_row_of_another_shape_is_listed_as_rejected(service):
    database = sqlite3.connect(service.folder / "external.db")
    with database:
        database.execute("UPDATE sites SET kind = 'volcano' WHERE code = (SELECT min(code) FROM sites)")
    database.close()

    body = (await sites(service, limit=100)).json()

    assert len(body["items"]) == 59
    assert len(body["rejected"]) == 1
    assert "kind" in body["rejected"][0]["reason"].lower()
    assert set(body["rejected"][0]) == {"id", "reason"}


async def test_a_second_answer_comes_from_the_cache(service):
    assert [(await sites(service)).headers["X-Cache"] for _ in range(2)] == ["miss", "hit"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"filter[planet]": "mars"}, "filter[planet]"),
        ({"filter[capacity]": "many"}, "filter[capacity]"),
        ({"filter[kind]": "volcano"}, "filter[kind]"),
        ({"filter[name]": "x"}, "filter[name]"),
        ({"filter[kind][$ne]": "port"}, "filter[kind][$ne]"),
        ({"filter[]": "x"}, "filter[]"),
        ({"sort": "planet"}, "sort"),
        ({"limit": "abc"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"search": "x" * 10_000}, "search"),
        ({"cursor": "tampered"}, "cursor"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_bad_input_is_refused_with_its_field(service, params, field):
    answer = await sites(service, **params)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_too_many_filters_are_refused(service):
    answer = await sites(service, **{f"filter[f{number}]": "x" for number in range(21)})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "filter")


async def test_a_list_needs_a_resource_that_exists(service):
    missing = await service.get(RESOURCES)
    unknown = await service.get(RESOURCES, params={"resource": "planets"})

    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "resource")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["sites/no-such-code", "planets/1", "sites/%00", "sites/a/b"])
async def test_a_row_that_does_not_exist_is_not_found(service, path):
    answer = await service.get(f"{RESOURCES}/{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
