"""What the ``refetch`` command promises: each command does its work on real files, and a known error is one sentence."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli
from app.commands import databases, run_app, tokens
from app.commands.build_lock import only_app_here
from app.commands.ports import is_free, next_free_port
from data.errors import SettingsError
from data.seeds.demo_people import DEMO_PEOPLE
from data.settings import Settings, load_settings
from state.auth.providers import DevProvider

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def own_databases(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # main() goes to the project root; this brings the test run back
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PRIMARY_DATABASE_URL", f"sqlite:///{tmp_path}/primary.db")
    monkeypatch.setenv("EXTERNAL_DATABASE_URL", f"sqlite:///{tmp_path}/external.db")


@pytest.fixture
def refetch(monkeypatch, capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["refetch", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return run


def count_users(tmp_path: Path) -> int:
    connection = sqlite3.connect(tmp_path / "primary.db")
    try:
        return connection.execute("SELECT count(*) FROM users").fetchone()[0]
    finally:
        connection.close()


def test_help_needs_neither_reflex_nor_a_database_library():
    code = "import sys, app.cli; print(sorted({'reflex', 'sqlalchemy', 'pymongo', 'fastapi', 'pydantic'} & set(sys.modules)))"

    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)

    assert loaded.stdout.strip() == "[]"


def test_help_lists_every_command(refetch):
    code, out, _ = refetch("--help")

    assert code == 0
    assert all(name in out for name in ("dev", "serve", "migrate", "seed", "doctor", "dev-token"))


def test_migrations_go_up_and_down_and_say_where_they_are(refetch):
    _, before, _ = refetch("migrate", "status")
    _, up, _ = refetch("migrate", "up")
    _, again, _ = refetch("migrate", "up")
    _, after, _ = refetch("migrate", "status")
    _, down, _ = refetch("migrate", "down")

    assert "pending" in before
    assert "applied m0001" in up
    assert "up to date" in again
    assert "pending" not in after
    assert "reverted" in down


def test_seeding_twice_adds_nothing_the_second_time(refetch, tmp_path):
    refetch("migrate", "up")

    first, _, _ = refetch("seed", "--users", "12")
    users = count_users(tmp_path)
    second, _, _ = refetch("seed", "--users", "12")

    assert (first, second) == (0, 0)
    assert users >= len(DEMO_PEOPLE)
    assert count_users(tmp_path) == users
    assert (tmp_path / "external.db").is_file()


def test_dev_prepares_both_databases_and_starts_the_app(refetch, monkeypatch, tmp_path):
    started = []

    def run_dev(_settings, *, prepare, **ports):
        prepare()
        started.append(ports)
        return 0

    monkeypatch.setattr(run_app, "run_dev", run_dev)

    code, _, _ = refetch("dev", "--port", "8890", "--api-port", "8891")

    assert code == 0
    assert started == [{"port": 8890, "api_port": 8891}]
    assert count_users(tmp_path) >= len(DEMO_PEOPLE)
    assert (tmp_path / "external.db").is_file()


def test_a_printed_token_opens_the_app_that_was_started_last(refetch, tmp_path):
    settings = load_settings()
    tokens.remember_origin(settings, "http://127.0.0.1:8890")

    code, out, _ = refetch("dev-token", "jonas.lindqvist@northwind.example", "--lifetime", "3600")

    provider = DevProvider(tmp_path / "state", ["http://127.0.0.1:8890"], people=DEMO_PEOPLE)
    principal = asyncio.run(provider.verifier().verify(out.strip()))
    assert code == 0
    assert (principal.user_id, principal.role) == ("user_jonas", "admin")
    assert principal.expires_at - principal.issued_at == 3600


def test_a_token_for_somebody_unknown_is_refused_in_one_sentence(refetch):
    code, out, err = refetch("dev-token", "nobody@northwind.example")

    assert (code, out) == (1, "")
    assert err.startswith("refetch: ")
    assert err.count("\n") == 1


def test_no_token_lasts_longer_than_an_hour(refetch):
    code, _, err = refetch("dev-token", "jonas.lindqvist@northwind.example", "--lifetime", "3601")

    assert code == 2
    assert "3600" in err


def test_a_wrong_setting_stops_a_command_in_one_sentence(refetch, monkeypatch):
    monkeypatch.setenv("PRIMARY_DATABASE_URL", "mysql://app:geheim@db.example/refetch")

    code, _, err = refetch("migrate", "status")

    assert code == 1
    assert err.startswith("refetch: PRIMARY_DATABASE_URL is 'mysql://app:***@db.example/refetch'")
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["dev", "serve"])
@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("[resources.sites", "sites.toml"),
        ('[resources.sites]\ncollection = "s"\nid = "_id"\n[resources.sites.fields.a]\npath = "a"\ntype = "money"\n', "money"),
    ],
)
def test_a_wrong_mapping_stops_the_start_in_one_sentence(refetch, monkeypatch, tmp_path, command, mapping, told):
    file = tmp_path / "sites.toml"
    file.write_text(mapping)
    monkeypatch.setenv("EXTERNAL_MAPPING", str(file))
    monkeypatch.setenv("AUTH_DEV_ALLOW_PROD", "1")

    code, _, err = refetch(command)

    assert code == 1
    assert err.startswith("refetch: EXTERNAL_MAPPING")
    assert told in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["dev", "serve"])
def test_a_primary_database_that_does_not_answer_stops_the_start(refetch, monkeypatch, command):
    free = next_free_port(8860)
    monkeypatch.setenv("PRIMARY_DATABASE_URL", f"mongodb://app:geheim@127.0.0.1:{free}/refetch")
    monkeypatch.setenv("PRIMARY_TIMEOUT", "0.2")
    monkeypatch.setenv("AUTH_DEV_ALLOW_PROD", "1")

    code, _, err = refetch(command)

    assert code == 1
    assert err.startswith("refetch: PRIMARY_DATABASE_URL=mongodb://app:***@127.0.0.1")
    assert len(err.strip().splitlines()) == 1


def test_a_database_that_does_not_answer_stops_a_command_in_one_sentence(refetch, monkeypatch):
    free = next_free_port(8860)
    monkeypatch.setenv("PRIMARY_DATABASE_URL", f"mongodb://app:geheim@127.0.0.1:{free}/refetch")
    monkeypatch.setenv("PRIMARY_TIMEOUT", "0.2")

    code, _, err = refetch("seed")

    assert code == 1
    assert "geheim" not in err
    assert "Traceback" not in err


def test_serve_refuses_the_development_sign_in(refetch):
    code, _, err = refetch("serve")

    assert code == 1
    assert "AUTH_DEV_ALLOW_PROD=1" in err


@pytest.mark.parametrize(
    ("host", "public_url"), [("192.0.2.1", ""), ("192.0.2.7", ""), ("127.0.0.1", "https://console.example")]
)
def test_serve_refuses_the_development_sign_in_beyond_this_machine(monkeypatch, host, public_url):
    monkeypatch.setenv("AUTH_DEV_ALLOW_PROD", "1")
    monkeypatch.setenv("PUBLIC_URL", public_url)

    with pytest.raises(SettingsError, match="--host"):
        run_app.refuse_development_sign_in(load_settings(), host=host)


def test_serve_refuses_a_database_that_is_not_up_to_date(refetch, monkeypatch):
    monkeypatch.setenv("AUTH_DEV_ALLOW_PROD", "1")

    code, _, err = refetch("serve")

    assert code == 1
    assert "refetch migrate up" in err


def test_serve_refuses_a_port_that_is_taken(refetch, monkeypatch):
    monkeypatch.setenv("AUTH_DEV_ALLOW_PROD", "1")
    databases.apply_migrations(load_settings())
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        code, _, err = refetch("serve", "--port", str(port))

    assert code == 1
    assert f"Port {port} is taken" in err


def test_a_taken_port_is_passed_over():
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]

        assert not is_free(taken)
        assert next_free_port(taken) > taken
    assert is_free(taken)


def test_two_servers_never_get_the_same_port():
    first = next_free_port(8870)

    assert next_free_port(8870, taken=frozenset({first})) > first


def test_doctor_is_content_once_everything_is_there(refetch):
    refetch("migrate", "up")
    refetch("seed", "--users", "1")

    code, out, _ = refetch("doctor")

    subjects = ("Node", "port 3000", "port 8000", "clock", "settings", "primary database", "external database", "Redis")
    assert all(f"ok   {subject}: " in out for subject in subjects), out
    assert out.count("\n") == len(subjects)
    assert code == 0


def test_doctor_names_what_is_missing_and_the_fix(refetch, monkeypatch, tmp_path):
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{next_free_port(8880)}/0")

    code, out, _ = refetch("doctor")

    assert code == 1
    assert "FAIL primary database: " in out
    assert "refetch migrate up" in out
    assert "FAIL external database: " in out
    assert "FAIL Redis: " in out
    assert not list(tmp_path.iterdir()), "looking must change nothing"


def test_doctor_goes_on_after_a_wrong_setting(refetch, monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "loud")

    code, out, _ = refetch("doctor")

    assert code == 1
    assert "FAIL settings: LOG_LEVEL is 'loud'" in out
    assert "ok   Node: " in out


def test_a_second_app_in_the_same_folder_is_refused_and_told_where_the_first_one_is(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    told = r"already runs from this folder \(http://127\.0\.0\.1:3000/, process \d+\)"
    with (
        only_app_here("http://127.0.0.1:3000/"),
        pytest.raises(SettingsError, match=told),
        only_app_here("http://127.0.0.1:3002/"),
    ):
        pass

    with only_app_here("http://127.0.0.1:3002/"):
        pass
