"""What the scripts, the lock files and ``rxconfig.py`` promise."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in [*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"] if path.is_file())
PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
TREE = """
import os, sys
from app.commands import process_tree
process_tree.STEPS = tuple((number, 0.3) for number, _ in process_tree.STEPS)
sys.exit(process_tree.run_tree(["sh", "-c", sys.argv[1]], env=os.environ, while_running=lambda tree: None))
"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_executable_and_stops_at_the_first_error(script):
    lines = script.read_text().splitlines()

    assert script.stat().st_mode & stat.S_IXUSR
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines


def run_install(tmp_path: Path, version: str, modules: int) -> subprocess.CompletedProcess[str]:
    """Run scripts/install in an empty tree with a stand-in for Python; *modules* is the exit code of its imports."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    stand_in = tmp_path / "bin" / "python3"
    stand_in.parent.mkdir()
    new_enough = 0 if version.startswith("3.1") else 1
    stand_in.write_text(
        "#!/bin/sh\n"
        f'case "$2" in *platform*) echo {version};; *version_info*) exit {new_enough};; *ensurepip*) exit {modules};; esac\n'
    )
    stand_in.chmod(0o755)
    env = {"PATH": "/usr/bin:/bin", "PYTHON": str(stand_in)}
    return subprocess.run([tmp_path / "scripts" / "install"], env=env, capture_output=True, text=True, check=False, timeout=30)


def test_an_old_python_gets_one_clear_sentence(tmp_path):
    result = run_install(tmp_path, "3.9.2", 0)

    assert result.returncode == 1
    assert "needs Python 3.11 or newer" in result.stderr
    assert "is 3.9.2" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_python_without_venv_gets_one_clear_sentence(tmp_path):
    result = run_install(tmp_path, "3.12.1", 1)

    assert result.returncode == 1
    assert "lacks venv (on Debian: apt-get install python3-venv)" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_locked_python_package_is_pinned_and_hashed(name):
    text = (ROOT / name).read_text().replace("\\\n", " ")

    for line in filter(None, text.splitlines()):
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ ", line), line
        assert "--hash=sha256:" in line, line


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_no_python_lock_names_an_address(name):
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_every_locked_javascript_package_is_hashed_and_names_no_address():
    lock = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text())

    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name


def test_the_javascript_dependencies_are_exact_versions():
    wanted = json.loads((ROOT / "reflex.lock" / "package.json").read_text())

    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert re.fullmatch(r"v?\d+\.\d+\.\d+", version), f"{name} {version}"


def test_the_development_lock_agrees_with_the_lock_of_the_app():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def start_tree(script: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", TREE, script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything_that_was_started(number):
    process = start_tree("(sleep 600 & sh -c 'sleep 600 & echo ready; wait') & wait")

    process.send_signal(number)

    # The pipe closes when its last holder has ended, so this returns only if no grandchild is left.
    rest, _ = process.communicate(timeout=30)
    assert (rest, process.returncode) == ("", 0)


def test_a_child_that_ignores_the_signals_is_ended_with_force():
    process = start_tree("trap '' INT TERM; (sleep 600) & echo ready; while :; do wait; done")

    process.send_signal(signal.SIGTERM)

    process.communicate(timeout=30)
    assert process.returncode == 0


def test_what_is_left_of_a_program_that_failed_is_ended_and_its_code_returned():
    process = start_tree("sleep 600 & echo ready; exit 3")

    process.communicate(timeout=30)
    assert process.returncode == 3


def read_config(*, then: str, **env: str) -> str:
    """Return what the code *then* prints after ``config`` was read in a fresh process."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("REFLEX_")}
    code = f"import sys; from rxconfig import config; {then}"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=ROOT, env=clean | env, capture_output=True, text=True, check=False, timeout=60)
    return (result.stdout + result.stderr).strip()


def test_only_our_own_pages_may_talk_to_the_backend():
    shown = read_config(then="print(*config.cors_allowed_origins)", REFLEX_FRONTEND_PORT="8890", REFLEX_BACKEND_PORT="8891")

    assert shown.split() == [f"http://{host}:{port}" for port in (8890, 8891) for host in ("127.0.0.1", "localhost")]


def test_in_production_the_public_address_is_the_only_origin():
    env = {"REFLEX_ENV_MODE": "prod", "PUBLIC_URL": "https://console.example", "AUTH_PROVIDER": "dev"}

    assert read_config(then="print(config.api_url, *config.cors_allowed_origins)", **env) == " ".join(
        ["https://console.example"] * 2
    )


def test_reading_the_configuration_leaves_none_of_our_modules_behind():
    ours = (
        "sorted(name for name in sys.modules if name.split('.')[0] in ('components', 'state', 'data') or name == 'sqlalchemy')"
    )

    assert read_config(then=f"print({ours})") == "[]"


def test_a_wrong_setting_stops_reflex_in_one_sentence():
    shown = read_config(then="print('read')", LOG_LEVEL="loud")

    assert shown.startswith("refetch: LOG_LEVEL is 'loud'")
    assert "\n" not in shown


def test_hot_reload_watches_our_folders_and_nothing_the_app_writes():
    watched = read_config(then="import os; print(os.environ['REFLEX_HOT_RELOAD_OVERRIDE_PATHS'])").split(":")

    names = {Path(path).name for path in watched}
    assert {"app", "components", "state", "data"} <= names
    assert not names & {".local", ".web", ".states", "tests", ROOT.name}
