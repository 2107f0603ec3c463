"""Takes the pictures of the main pages from a real console with demo data: ``scripts/screenshots``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.conftest import ARGUMENTS
from tests.e2e.console_server import ConsoleServer

SIZES = {1440: 900, 360: 740}


def users(page: Page) -> None:
    """The list."""
    expect(page.locator(".rf-table tbody tr, .rf-card").first).to_be_attached()


def user(page: Page) -> None:
    """One user with its history."""
    expect(page.locator(".rf-detail-main")).to_be_visible()
    expect(page.locator(".rf-timeline, .rf-detail-main .rf-sub").first).to_be_visible()


def resources(page: Page) -> None:
    """The external list, with a record open on a desk."""
    expect(page.locator(".rf-vbody [role=row]").first).to_be_visible()
    if (page.viewport_size or {})["width"] > 1000:
        page.locator(".rf-vbody [role=row]").nth(2).click()
        expect(page.get_by_role("region", name="Record")).to_contain_text("{")


PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "users": ("/users", users),
    "user": ("/users/user_0011", user),
    "resources": ("/resources", resources),
}


def take(folder: Path) -> None:
    """Take every picture into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        server = ConsoleServer(Path(scratch)).start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        try:
            for width, height in SIZES.items():
                for scheme in ("light", "dark"):
                    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                    page = context.new_page()
                    page.goto(f"{server.url}/sign-in")
                    expect(page.get_by_role("button", name="Amara Okafor")).to_be_visible()
                    page.wait_for_timeout(500)
                    page.screenshot(path=folder / f"sign-in-{width}-{scheme}.png")
                    page.get_by_role("button", name="Amara Okafor").click()
                    expect(page.locator(".rf-app")).to_be_visible()
                    for name, (address, ready) in PAGES.items():
                        page.goto(server.url + address)
                        ready(page)
                        page.wait_for_timeout(500)  # fonts, and toasts that come and go
                        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
                    context.close()
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
