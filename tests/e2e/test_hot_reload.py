"""A developer's day: plain ``reflex run`` in the prepared environment, and an edit in each of the four folders."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.console_server import ROOT, own_environment
from tests.ports import free_port

# What is edited in each folder, and the words that appear on the users page because of it.
EDITS = [
    ("app/pages/users.py", '"All users"', '"All the people"', "All the people"),
    ("components/elements/badges.py", '"Locked"', '"Locked out"', "Locked out"),
    ("state/resources/user_rows.py", "name=user.name,", 'name=f"~{user.name}",', "~Amara Okafor"),
    ("data/repositories/protocols.py", "COUNT_CAP = 10_000", "COUNT_CAP = 100", "1–50 of 100+"),
]
PATIENCE = 60_000


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the project that a test may edit."""
    files = subprocess.run(["/usr/bin/env", "git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in files.splitlines():
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def address(tree: Path) -> Iterator[str]:
    """Where ``reflex run`` shows the copy."""
    page, api = free_port(), free_port()
    env = {**own_environment(), "REFLEX_FRONTEND_PORT": str(page), "REFLEX_BACKEND_PORT": str(api), "PYTHONPATH": str(tree)}
    for command in (["migrate", "up"], ["seed"]):
        subprocess.run([sys.executable, "-m", "app.cli", *command], cwd=tree, env=env, check=True, capture_output=True)
    with (tree / "reflex.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "reflex", "run"],
            cwd=tree,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{page}"
        _wait_for(url, f"http://127.0.0.1:{api}/readyz", log=tree / "reflex.log")
        yield url
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(*urls: str, log: Path) -> None:
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        try:
            if all(httpx.get(url, timeout=5).status_code == 200 for url in urls):
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"reflex run did not come up:\n{log.read_text(errors='replace')[-4000:]}")


def test_an_edit_in_each_folder_appears_on_the_open_page(address: str, tree: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/users")
    page.get_by_role("button", name="Amara Okafor").click(timeout=PATIENCE)
    expect(page.locator(".rf-table tbody tr")).to_have_count(50, timeout=PATIENCE)

    for name, before, after, words in EDITS:
        source = (tree / name).read_text(encoding="utf-8")
        assert before in source, f"{name} has changed: choose another edit"
        (tree / name).write_text(source.replace(before, after, 1), encoding="utf-8")
        expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)

    context.close()
