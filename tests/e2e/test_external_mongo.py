"""The console on MongoDB for both databases, with real documents and an account that may only read.

1 564 documents of a public sample collection are loaded into a real mongod. They are read from beside the repository; where
they are not, the test says so and is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bson import json_util
from playwright.sync_api import Locator, Page, expect
from pymongo import MongoClient

from tests.e2e.conftest import SignIn
from tests.e2e.console_server import ROOT, ConsoleServer
from tests.mongod import Mongod, MongodUnavailable
from tests.services import missing_service

THEATERS = ROOT.parent / "shared" / "data" / "theaters.json"
MAPPING = """
[resources.theaters]
label = "Theaters"
collection = "theaters"
id = "_id"
title = "{location.address.city} · {theaterId}"

[resources.theaters.fields.theater_id]
label = "Theater"
path = "theaterId"
type = "integer"
sortable = true

[resources.theaters.fields.state]
label = "State"
path = "location.address.state"
type = "string"
filterable = true
sortable = true

[resources.theaters.fields.city]
label = "City"
path = "location.address.city"
type = "string"
searchable = true
sortable = true

[resources.theaters.fields.street]
label = "Street"
path = "location.address.street1"
type = "string"
searchable = true

[resources.theaters.fields.position]
label = "Position"
path = "location.geo"
type = "geo_point"
"""


@pytest.fixture(scope="module")
def mongod() -> Iterator[Mongod]:
    """One server with both databases and the account that may only read."""
    if not THEATERS.exists():
        pytest.skip(f"the sample documents are not there: {THEATERS.name}")
    try:
        server = Mongod(auth=True).start()
    except MongodUnavailable as error:
        missing_service("mongod", str(error))
    try:
        documents = [json_util.loads(line) for line in THEATERS.read_text(encoding="utf-8").splitlines()]
        with MongoClient(server.uri_for()) as client:
            client.others.theaters.insert_many(documents)
            # One document of another shape, as real collections have.
            client.others.theaters.insert_one({"_id": "0-broken", "theaterId": "not a number", "location": []})
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def console(mongod: Mongod, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleServer]:
    """The console, reading the documents as a user with the role ``read``."""
    folder = tmp_path_factory.mktemp("mongo-console")
    mapping = folder / "theaters.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    mongod.create_user("reader", "secret", [{"role": "read", "db": "others"}])
    server = ConsoleServer(
        folder,
        PRIMARY_DATABASE_URL=mongod.uri_for(database="refetch"),
        EXTERNAL_DATABASE_URL=mongod.uri_for("reader", "secret", database="others"),
        EXTERNAL_MAPPING=str(mapping),
    )
    try:
        yield server.start()
    finally:
        server.stop()


def body_rows(page: Page) -> Locator:
    """The rows of the virtual table that are in the document."""
    return page.locator(".rf-vbody [role=row]")


def scroll_to_row(page: Page, number: int) -> None:
    """Scroll down, a screen at a time like a person, until row *number* is in the document."""
    wanted = page.locator(f".rf-vbody [role=row][data-index='{number - 1}']")
    for _ in range(400):
        if wanted.count():
            return
        page.locator(".rf-vtable").evaluate("box => box.scrollBy(0, 600)")
        page.wait_for_timeout(30)
    raise AssertionError(f"row {number} never came; last is {body_rows(page).last.get_attribute('data-index')}")


def choose_state(page: Page, state: str) -> None:
    """Filter by a state through the menu."""
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("menuitem", name="State").hover()
    page.get_by_role("menuitem", name=state, exact=True).click()


def test_a_person_scrolls_to_row_1000_with_few_rows_in_the_document(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console, "/resources")
    expect(page.locator(".rf-count")).to_have_text("1,565")

    scroll_to_row(page, 1_000)

    assert body_rows(page).count() <= 200
    expect(page.locator(".rf-vtable")).to_have_attribute("aria-rowcount", "1566")


def test_a_document_of_another_shape_is_shown_as_such(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console, "/resources")

    # A text as its key stands before all object identifiers, so the first page has it, after the rows that fit.
    broken = body_rows(page).filter(has_text="0-broken")
    scroll_to_row(page, 100)
    expect(broken).to_contain_text("theater_id")
    expect(page.locator(".rf-health")).to_contain_text("1rows do not fit the mapping")

    broken.click()
    expect(page.get_by_role("region", name="Record")).to_contain_text("theater_id")


def test_rows_are_filtered_by_state_and_a_record_opens(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console, "/resources")
    expect(body_rows(page).first).to_be_visible()

    choose_state(page, "MN")
    expect(page.locator(".rf-count")).not_to_have_text("1,565")
    expect(page.locator(".rf-chip")).to_contain_text("MN")
    states = page.locator(".rf-vbody [role=row] [aria-colindex='3']").all_inner_texts()
    assert set(states) == {"MN"}

    body_rows(page).first.click()
    record = page.get_by_role("region", name="Record")
    expect(record).to_contain_text("read only")
    expect(record).to_contain_text('"state": "MN"')

    page.locator(".rf-chip").get_by_role("button").first.click()
    expect(page.locator(".rf-count")).to_have_text("1,565")


def test_rows_stay_and_say_why_while_the_database_hangs_and_recover_by_themselves(
    console: ConsoleServer, sign_in: SignIn, mongod: Mongod
) -> None:
    page, users = sign_in(console, "/resources"), sign_in(console)
    expect(users.locator(".rf-table tbody tr").first).to_be_visible()
    expect(body_rows(page).first).to_be_visible()
    shown = body_rows(page).first.inner_text()

    mongod.freeze()
    try:
        # Nobody asks: the page finds out when it reads again by itself.
        expect(page.locator(".rf-note").filter(has_text="did not answer")).to_be_visible(timeout=60_000)
        expect(page.locator(".rf-health")).to_contain_text("Not answering")
        expect(page.locator(".rf-foot")).to_contain_text("data")
        expect(page.locator(".rf-vtable")).to_have_attribute("data-stale", "true")
        assert body_rows(page).first.inner_text() == shown
        # The page is usable: a record that was not read yet says what is wrong, and can be closed again.
        body_rows(page).nth(3).click()
        record = page.get_by_role("region", name="Record")
        expect(record).to_contain_text("did not answer", timeout=20_000)
        record.get_by_role("button", name="Close the record").click()
        expect(record).to_have_count(0)
        users.get_by_placeholder("Search users").fill("jonas lindqvist")
        expect(users.get_by_text("The users could not be read")).to_be_visible(timeout=30_000)
    finally:
        mongod.thaw()

    expect(page.locator(".rf-health")).to_contain_text("Answering", timeout=30_000)
    expect(page.locator(".rf-note")).to_have_count(0)
    expect(page.locator(".rf-vtable")).to_have_attribute("data-stale", "false")
    expect(users.locator(".rf-table tbody tr")).to_have_count(1, timeout=30_000)


def test_an_edit_shows_in_another_window_within_a_second_on_mongodb(console: ConsoleServer, sign_in: SignIn) -> None:
    amara, jonas = sign_in(console), sign_in(console, name="Jonas Lindqvist")
    for page in (amara, jonas):
        page.get_by_placeholder("Search users").fill("tomás herrera")
        expect(page.locator(".rf-table tbody tr")).to_have_count(1)
    amara.locator(".rf-rowlink").first.click()
    amara.get_by_role("button", name="Edit", exact=True).click()
    amara.get_by_label("Title").fill("Seen elsewhere")
    amara.get_by_role("button", name="Save", exact=True).click()

    expect(jonas.get_by_text("Seen elsewhere").first).to_be_visible(timeout=1_000)


def test_a_change_made_behind_the_apps_back_shows_too(console: ConsoleServer, sign_in: SignIn, mongod: Mongod) -> None:
    page = sign_in(console)
    page.get_by_placeholder("Search users").fill("jonas lindqvist")
    expect(page.locator(".rf-table tbody tr")).to_have_count(1)

    with MongoClient(mongod.uri_for()) as client:
        client.refetch.users.update_one({"_id": "user_jonas"}, {"$set": {"title": "Changed by another program"}})

    expect(page.get_by_text("Changed by another program").first).to_be_visible(timeout=2_000)


def test_the_documents_are_untouched(mongod: Mongod) -> None:
    with MongoClient(mongod.uri_for()) as client:
        assert client.others.theaters.count_documents({}) == 1_565
