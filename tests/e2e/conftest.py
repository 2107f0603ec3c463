"""A real browser, and consoles on real databases. One console runs at a time: they share a build folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.console_server import ConsoleServer
from tests.services import missing_service

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SignIn = Callable[..., Page]

expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in filter(_is_end_to_end, items):
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.timeout(300))
    # Last: the browser's driver keeps an event loop running in this thread, beside which no asynchronous test can run.
    items.sort(key=_is_end_to_end)


def _is_end_to_end(item: pytest.Item) -> bool:
    return "tests/e2e/" in item.path.as_posix()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        missing_service("Chromium", "install it, for instance with apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleServer]:
    """A console on fresh embedded databases."""
    server = ConsoleServer(tmp_path_factory.mktemp("console"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def sign_in(browser: Browser, tmp_path: Path) -> Iterator[SignIn]:
    """Opens a page in a browser window of its own, signed in as one of the demo people."""
    contexts = []

    def open_page(server: ConsoleServer, path: str = "/users", *, name: str = "Amara Okafor", width: int = 1440) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(server.url + path)
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("main")).to_be_visible()
        expect(page.locator(".rf-app")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
