"""What people do on the users pages, in a real browser, over a real database."""

from __future__ import annotations

import re
import time

import httpx
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.console_server import ConsoleServer


def rows(page: Page):
    """The rows of the table."""
    return page.locator(".rf-table tbody tr")


def row(page: Page, name: str):
    """The row of one user."""
    return rows(page).filter(has_text=name)


def add_user(page: Page, name: str, email: str) -> None:
    """Fill in the form for somebody new and send it."""
    page.get_by_role("button", name="New user").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Create user").click()


def find(page: Page, text: str) -> None:
    """Search, and wait until what is shown was asked for."""
    page.get_by_placeholder("Search users").fill(text)


def open_user(page: Page, name: str) -> None:
    """Search for a user and open its page."""
    find(page, name)
    row(page, name).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def edit(page: Page, **fields: str) -> None:
    """Change fields in the form of the user on screen and save."""
    page.get_by_role("button", name="Edit", exact=True).click()
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Save", exact=True).click()


def test_somebody_who_is_not_signed_in_is_led_to_the_sign_in_and_back(console: ConsoleServer, browser) -> None:
    context = browser.new_context()
    page = context.new_page()

    page.goto(f"{console.url}/resources")
    expect(page).to_have_url(re.compile(r"/sign-in"))
    expect(page.locator(".rf-app")).to_have_count(0)
    page.get_by_role("button", name="Amara Okafor").click()

    expect(page).to_have_url(re.compile(r"/resources/?$"))
    context.close()


def test_a_link_opens_in_a_new_tab(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console)

    user = page.context.new_page()
    user.goto(f"{console.url}/users/user_tomas")
    expect(user.get_by_role("heading", name="Tomás Herrera")).to_be_visible()
    resources = page.context.new_page()
    resources.goto(f"{console.url}/resources")
    expect(resources.locator(".rf-vbody [role=row]").first).to_be_visible()

    for tab in (user, resources):
        assert tab.get_by_text("not signed in").count() == 0


def test_the_list_shows_users_searches_sorts_and_turns_pages(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console)
    expect(rows(page)).to_have_count(50)
    first = rows(page).first.inner_text()

    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".rf-foot")).to_contain_text("51–100 of")
    assert rows(page).first.inner_text() != first
    page.get_by_role("button", name="Previous page").click()
    expect(page.locator(".rf-foot")).to_contain_text("1–50 of")

    find(page, "amara okafor")
    expect(rows(page)).to_have_count(1)
    find(page, "nobody is called like this")
    expect(page.get_by_text("No user matches")).to_be_visible()
    page.get_by_role("button", name="Clear search and filters").click()
    expect(rows(page)).to_have_count(50)

    page.get_by_role("button", name="Name", exact=True).click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".rf-name").first).to_have_text(re.compile("^A"))
    names = page.locator(".rf-name").all_inner_texts()
    assert names == sorted(names)


def test_an_edit_in_one_window_shows_in_another_within_a_second(console: ConsoleServer, sign_in: SignIn) -> None:
    amara, jonas = sign_in(console), sign_in(console, name="Jonas Lindqvist")
    add_user(amara, "Live Latimer", "live.latimer@northwind.example")
    for page in (amara, jonas):
        find(page, "Live")
        expect(row(page, "Live Latimer")).to_be_visible()
    row(amara, "Live Latimer").get_by_role("link").first.click()
    amara.get_by_role("button", name="Edit", exact=True).click()
    amara.get_by_label("Name", exact=True).fill("Live Renamed")

    start = time.monotonic()
    amara.get_by_role("button", name="Save", exact=True).click()
    expect(row(jonas, "Live Renamed")).to_be_visible(timeout=1_000)

    assert time.monotonic() - start < 1.0
    expect(amara.get_by_role("heading", name="Live Renamed")).to_be_visible()
    expect(amara.locator(".rf-timeline")).to_contain_text("Live Renamed")


def test_somebody_new_appears_at_once_and_is_gone_after_deleting(console: ConsoleServer, sign_in: SignIn) -> None:
    page, other = sign_in(console), sign_in(console, name="Jonas Lindqvist")

    add_user(page, "Zora Newcomer", "zora.newcomer@northwind.example")
    expect(page.get_by_text("Zora Newcomer was added")).to_be_visible()
    for window in (page, other):
        find(window, "zora")
        expect(row(window, "Zora Newcomer")).to_be_visible()

    row(page, "Zora Newcomer").get_by_role("button", name="Actions for Zora Newcomer").click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("button", name="Delete user").click()

    expect(page.get_by_text("Zora Newcomer was deleted")).to_be_visible()
    for window in (page, other):
        expect(row(window, "Zora Newcomer")).to_have_count(0)


def test_a_taken_email_is_told_beside_the_field_and_the_form_keeps_what_was_typed(
    console: ConsoleServer, sign_in: SignIn
) -> None:
    page = sign_in(console)

    add_user(page, "Second Amara", "amara.okafor@northwind.example")

    expect(page.locator("#error-email")).to_contain_text("e-mail")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Second Amara")
    page.get_by_role("button", name="Cancel").click()
    expect(row(page, "Second Amara")).to_have_count(0)
    page.get_by_role("button", name="New user").click()
    expect(page.locator("#error-email")).to_have_count(0)


def test_what_does_not_fit_is_told_field_by_field(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console)

    add_user(page, "   ", "not an address")

    expect(page.locator("#error-name")).to_be_visible()
    expect(page.locator("#error-email")).to_be_visible()


def test_markup_in_a_name_is_text(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console)
    page.on("dialog", lambda dialog: (_ for _ in ()).throw(AssertionError("a script ran")))
    name = "<script>alert(1)</script>"

    add_user(page, name, "script@northwind.example")
    find(page, "<script>")

    expect(row(page, name)).to_be_visible()
    row(page, name).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert page.evaluate("document.querySelectorAll('main script').length") == 0


def test_a_conflict_is_shown_field_by_field_and_nothing_is_overwritten(console: ConsoleServer, sign_in: SignIn) -> None:
    amara, jonas = sign_in(console), sign_in(console, name="Jonas Lindqvist")
    add_user(amara, "Contested Person", "contested@northwind.example")
    for page in (amara, jonas):
        open_user(page, "Contested Person")
    amara.get_by_role("button", name="Edit", exact=True).click()
    amara.get_by_label("Title", exact=False).fill("Title of Amara")

    edit(jonas, Name="Contested by Jonas")
    expect(jonas.get_by_text("Contested by Jonas was saved")).to_be_visible()
    amara.get_by_role("button", name="Save", exact=True).click()

    dialog = amara.get_by_role("dialog").filter(has_text="saved this user while you were editing")
    expect(dialog).to_contain_text("Jonas Lindqvist")
    expect(dialog).to_contain_text("Title of Amara")
    expect(jonas.get_by_role("heading", name="Contested by Jonas")).to_be_visible()
    dialog.get_by_role("button", name="Save", exact=True).click()

    expect(amara.get_by_role("heading", name="Contested by Jonas")).to_be_visible()
    expect(jonas.get_by_text("Title of Amara").first).to_be_visible()


def test_a_viewer_sees_no_way_to_change_anything(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console, name="Oluwaseun Adeyemi")
    expect(rows(page)).to_have_count(50)

    assert page.get_by_role("button", name="New user").count() == 0
    rows(page).first.get_by_role("button").first.click()
    expect(page.get_by_role("menuitem", name="Open")).to_be_visible()
    assert page.get_by_role("menuitem", name="Delete…").count() == 0


def test_another_organisation_sees_its_own_users_only(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console, name="Sofia Marchetti")
    expect(rows(page).first).to_be_visible()

    find(page, "northwind.example")
    expect(page.get_by_text("No user matches")).to_be_visible()
    page.goto(f"{console.url}/users/user_amara")

    expect(page.get_by_text("There is no such user")).to_be_visible()


def test_signing_out_in_one_tab_signs_out_the_other(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console)
    other = page.context.new_page()
    other.goto(f"{console.url}/resources")
    expect(other.locator(".rf-app")).to_be_visible()

    page.get_by_role("button", name="Account menu").click()
    page.get_by_role("menuitem", name="Sign out").click()

    for tab in (page, other):
        expect(tab).to_have_url(re.compile(r"/sign-in"), timeout=5_000)
        expect(tab.locator(".rf-app")).to_have_count(0)


def test_a_page_without_network_says_so_and_is_kept(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console)
    expect(rows(page)).to_have_count(50)

    page.context.set_offline(True)
    expect(page.locator(".rf-link-strip").get_by_text("You're offline.")).to_be_visible()
    expect(rows(page)).to_have_count(50)
    page.context.set_offline(False)

    expect(page.locator(".rf-link-strip").get_by_text("You're offline.")).not_to_be_visible()


def test_an_unknown_page_says_so(console: ConsoleServer, browser) -> None:
    context = browser.new_context()
    page = context.new_page()

    page.goto(f"{console.url}/nothing-here")

    page.get_by_role("button", name="Amara Okafor").click()
    expect(page.get_by_text("This page does not exist")).to_be_visible()
    context.close()


def test_the_same_users_come_through_the_api(console: ConsoleServer) -> None:
    token = console.command("dev-token", "amara.okafor@northwind.example").strip()
    answer = httpx.get(
        f"{console.url}/api/v1/primary-data/users",
        params={"search": "amara okafor", "limit": 5},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 200
    assert [item["id"] for item in answer.json()["items"]] == ["user_amara"]
    assert httpx.get(f"{console.url}/api/v1/primary-data/users").status_code == 401


def test_a_lost_server_is_told_without_its_address_and_the_page_is_kept(console: ConsoleServer, sign_in: SignIn) -> None:
    page = sign_in(console)
    expect(rows(page)).to_have_count(50)

    console.stop()  # the last test of this file: the next one starts a console of its own

    expect(page.locator(".rf-link-strip").get_by_text("Reconnecting. Your page is kept.")).to_be_visible(timeout=20_000)
    expect(rows(page)).to_have_count(50)
    words = page.locator("body").inner_text()
    assert "ws://" not in words
    assert str(console.port) not in words
