"""The composition root and the lifespan: what is opened is closed, and what cannot start says so in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import connected
from app.lifespan import lifespan, warn_about
from data.errors import SettingsError, Unavailable
from data.migrations import migrate_up, open_migration_target
from data.settings import Settings
from state.runtime import is_running, runtime


def settings(folder: Path, **values: Any) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        primary_database_url=f"sqlite:///{folder / 'primary.db'}",
        external_database_url=f"sqlite:///{folder / 'external.db'}",
        state_dir=str(folder),
        **values,
    )


class App:
    """As much of an app as the lifespan needs."""

    class Namespace:
        sid_to_token: dict[str, str] = {}  # noqa: RUF012 - read only

        def on_disconnect(self, sid: str) -> None: ...

    def __init__(self) -> None:
        self.event_namespace = App.Namespace()


async def test_an_external_database_that_is_away_keeps_nothing_from_starting(tmp_path: Path, caplog: Any) -> None:
    with open_migration_target(f"sqlite:///{tmp_path / 'primary.db'}") as target:
        migrate_up(target)

    async with connected(settings(tmp_path)) as made:
        await made.primary.ping()
        with pytest.raises(Unavailable):
            await made.source.ping()
        await warn_about(made.source)

    assert "external database" in caplog.text


async def test_a_wrong_mapping_stops_before_anything_is_opened(tmp_path: Path) -> None:
    mapping = tmp_path / "wrong.toml"
    mapping.write_text("[resources.sites]\nid = 3\n")

    with pytest.raises(SettingsError, match=r"wrong\.toml"):
        async with connected(settings(tmp_path, external_mapping=str(mapping))):
            pass

    assert not (tmp_path / "primary.db").exists()


async def test_the_runtime_is_in_place_while_the_app_runs_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.lifespan.load_settings", lambda: settings(tmp_path))
    app: Any = App()

    async with lifespan(app)():
        assert runtime().binding.delivery is not None

    assert not is_running()


async def test_what_cannot_start_says_so_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    away = Settings(
        _env_file=None,  # type: ignore[call-arg]
        primary_database_url="mongodb://app:geheim@127.0.0.1:1/refetch",
        primary_timeout=0.3,
        state_dir=str(tmp_path),
    )
    monkeypatch.setattr("app.lifespan.load_settings", lambda: away)
    app: Any = App()

    with pytest.raises(SystemExit):
        async with lifespan(app)():
            pass

    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert said[0].startswith("refetch: PRIMARY_DATABASE_URL=mongodb://app:***@127.0.0.1:1/refetch")
