"""How long an edit in one browser window takes until another one has drawn it, beside a floor of the browser alone.

The floor is a message from one tab of a browser to another tab of it, drawn and noticed the same way: no server, no database.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import ARGUMENTS
from tests.e2e.console_server import ConsoleServer

REPETITIONS = 20
NOTICE = """text => { window.seenAt = new Promise(resolve => {
    const look = () => document.body.innerText.includes(text) && (watch.disconnect(), resolve(Date.now()));
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
}); }"""


def measure() -> dict[str, float]:
    """Medians in milliseconds: ``edit_to_other_window_ms`` and ``floor_ms``, and their ratio."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = ConsoleServer(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        try:
            edits, floors = _edits(browser, server), _floors(browser, server)
        finally:
            browser.close()
            server.stop()
    return {"edit_to_other_window_ms": median(edits), "floor_ms": median(floors), "ratio": median(edits) / median(floors)}


def _edits(browser: Browser, server: ConsoleServer) -> list[float]:
    editor, watcher = _window(browser, server, "Amara Okafor"), _window(browser, server, "Jonas Lindqvist")
    for page in (editor, watcher):
        page.get_by_placeholder("Search users").fill("tomás herrera")
        expect(page.locator(".rf-table tbody tr")).to_have_count(1)
    editor.locator(".rf-rowlink").first.click()
    times = []
    for number in range(REPETITIONS):
        title = f"Measured {number}."
        editor.get_by_role("button", name="Edit", exact=True).click()
        editor.get_by_label("Title").fill(title)
        watcher.evaluate(NOTICE, title)
        save = editor.get_by_role("button", name="Save", exact=True)
        clicked = save.evaluate("button => { const at = Date.now(); button.click(); return at; }")
        times.append(watcher.evaluate("window.seenAt") - clicked)
        expect(editor.get_by_role("dialog")).to_have_count(0)
    return times


def _floors(browser: Browser, server: ConsoleServer) -> list[float]:
    context = browser.new_context()
    sender, watcher = context.new_page(), context.new_page()
    for page in (sender, watcher):
        page.goto(f"{server.url}/sign-in")
        page.wait_for_load_state("networkidle")
    watcher.evaluate(
        "window.floor = new BroadcastChannel('floor'); window.floor.onmessage = event => document.body.append(Object.assign("
        "document.createElement('p'), { textContent: event.data })); null"
    )
    times = []
    for number in range(REPETITIONS):
        watcher.evaluate(NOTICE, f"Floor {number}.")
        sent = sender.evaluate(
            "text => { const at = Date.now(); new BroadcastChannel('floor').postMessage(text); return at; }", f"Floor {number}."
        )
        times.append(max(1.0, watcher.evaluate("window.seenAt") - sent))
    context.close()
    return times


def _window(browser: Browser, server: ConsoleServer, name: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{server.url}/users")
    page.get_by_role("button", name=name).click()
    expect(page.locator(".rf-table tbody tr").first).to_be_visible()
    return page
