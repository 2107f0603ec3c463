"""``/api/v1/primary-data/users`` on a real database."""

from __future__ import annotations

import pytest

USERS = "/api/v1/primary-data/users"


async def all_ids(service, who, **params):
    ids, cursor = [], None
    while True:
        answer = (await service.get(USERS, who, params={"limit": 7, **params, **({"cursor": cursor} if cursor else {})})).json()
        ids += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            return ids


async def test_a_list_shows_people_as_others_may_see_them(service):
    answer = await service.get(USERS, params={"limit": 2, "sort": "name"})

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"items", "next"}
    assert len(body["items"]) == 2
    assert body["next"]
    assert "search_name" not in body["items"][0]
    assert "clerk_id" not in body["items"][0]
    assert "deleted_at" not in body["items"][0]


async def test_pages_show_everybody_of_the_organisation_once(service):
    ids = await all_ids(service, "Amara", sort="name")
    count = (await service.get(USERS, params={"count": "true"})).json()["count"]

    assert len(ids) == len(set(ids)) == count["value"]
    assert count["is_capped"] is False


async def test_no_list_ever_shows_another_organisation(service):
    ours, theirs = await all_ids(service, "Amara"), await all_ids(service, "Sofia")

    assert ours
    assert theirs
    assert not set(ours) & set(theirs)
    assert "user_amara" in ours
    assert "user_sofia" in theirs


async def test_somebody_of_another_organisation_is_not_found(service):
    ours = await service.get(f"{USERS}/user_amara", "Amara")
    theirs = await service.get(f"{USERS}/user_amara", "Sofia")
    nobody = await service.get(f"{USERS}/user_nobody", "Sofia")

    assert ours.json()["email"] == "amara.okafor@northwind.example"
    assert (theirs.status_code, theirs.json()["code"]) == (404, "not_found")
    assert theirs.json()["detail"] == nobody.json()["detail"]


async def test_a_search_finds_within_the_organisation_only(service):
    assert [item["id"] for item in (await service.get(USERS, "Amara", params={"search": "okafor"})).json()["items"]][:1] == [
        "user_amara"
    ]
    assert (await service.get(USERS, "Sofia", params={"search": "amara.okafor"})).json()["items"] == []


async def test_filters_narrow_the_list(service):
    owners = (await service.get(USERS, params={"role": "owner"})).json()["items"]
    either = (await service.get(USERS, params={"status": ["invited", "locked"]})).json()["items"]

    assert owners
    assert {item["role"] for item in owners} == {"owner"}
    assert either
    assert {item["status"] for item in either} <= {"invited", "locked"}


async def test_a_second_answer_comes_from_the_cache_and_says_how_old_it_is(service):
    first = await service.get(USERS)
    second = await service.get(USERS)

    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("miss", "hit")
    assert int(second.headers["Age"]) >= 0
    assert first.json() == second.json()


async def test_one_organisation_never_gets_the_cached_answer_of_another(service):
    await service.get(USERS, "Amara")

    answer = await service.get(USERS, "Sofia")

    assert answer.headers["X-Cache"] == "miss"
    assert {item["organisation"] for item in answer.json()["items"]} == {"org_contoso"}


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": "abc"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "1e3"}, "limit"),
        ({"search": "x" * 10_000}, "search"),
        ({"sort": "password"}, "sort"),
        ({"sort": "-"}, "sort"),
        ({"sort": "name; drop table users"}, "sort"),
        ({"cursor": "tampered"}, "cursor"),
        ({"cursor": "a" * 5_000}, "cursor"),
        ({"cursor": "\0"}, "cursor"),
        ({"cursor": "é"}, "cursor"),
        ({"status": "asleep"}, "status.0"),
        ({"role": "root"}, "role.0"),
        ({"count": "perhaps"}, "count"),
        ({"organisation": "org_contoso"}, "organisation"),
        ({"filter[organisation]": "org_contoso"}, "filter[organisation]"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_bad_input_is_refused_with_its_field(service, params, field):
    answer = await service.get(USERS, params=params)

    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "invalid")
    assert [error["field"] for error in body["errors"]] == [field]
    assert all(error["message"] for error in body["errors"])


async def test_a_cursor_of_another_sort_or_with_one_letter_changed_is_refused(service):
    cursor = (await service.get(USERS, params={"limit": 2, "sort": "name"})).json()["next"]
    changed = ("A" if cursor[0] != "A" else "B") + cursor[1:]

    for params in ({"sort": "email", "cursor": cursor}, {"sort": "name", "cursor": changed}):
        answer = await service.get(USERS, params={"limit": 2, **params})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


async def test_a_cursor_of_another_organisation_shows_nothing_of_it(service):
    cursor = (await service.get(USERS, "Amara", params={"limit": 2, "sort": "name"})).json()["next"]

    answer = await service.get(USERS, "Sofia", params={"limit": 50, "sort": "name", "cursor": cursor})

    assert all(item["organisation"] == "org_contoso" for item in answer.json().get("items", []))


@pytest.mark.parametrize("user_id", ["%00", "..%2F..%2Fetc", "'%20or%201=1--", "x" * 64, "%F0%9F%92%A3"])
async def test_a_strange_id_is_just_not_found(service, user_id):
    assert (await service.get(f"{USERS}/{user_id}")).status_code == 404


async def test_markup_in_a_search_is_only_text(service):
    answer = await service.get(USERS, params={"search": "<script>alert(1)</script>%_"})

    assert (answer.status_code, answer.json()["items"]) == (200, [])
    assert answer.headers["Content-Type"] == "application/json"
