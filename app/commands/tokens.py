"""Tokens for trying the REST API without a browser. Development sign-in only."""

from __future__ import annotations

from pathlib import Path

from data.errors import SettingsError
from data.settings import Settings

DEFAULT_ORIGIN = "http://127.0.0.1:3000"


def development_token(settings: Settings, *, email: str, lifetime: int) -> str:
    """Return a token for the demo person with *email*, for the app that was started last from this folder.

    Args:
        lifetime: Seconds until it expires.

    Raises:
        SettingsError: Another provider signs people in.
        NotFound: No demo person has this e-mail address.
    """
    from data.seeds.demo_people import DEMO_PEOPLE
    from state.auth.providers import DevProvider

    if settings.auth_provider != "dev":
        msg = f"AUTH_PROVIDER is '{settings.auth_provider}': tokens can be printed for the provider 'dev' only."
        raise SettingsError(msg)
    origin = _last_origin(settings)
    provider = DevProvider(Path(settings.state_dir), [origin], people=DEMO_PEOPLE)
    session = provider.sign_in(email)
    provider.sign_out(session.secret)
    return provider.mint(session.person, origin=origin, lifetime=lifetime).token


def remember_origin(settings: Settings, origin: str) -> None:
    """Keep the address of the page that was started: tokens name it, and the app refuses tokens made for another."""
    _file(settings).parent.mkdir(parents=True, exist_ok=True)
    _file(settings).write_text(origin, encoding="ascii")


def _last_origin(settings: Settings) -> str:
    return _file(settings).read_text(encoding="ascii") if _file(settings).is_file() else DEFAULT_ORIGIN


def _file(settings: Settings) -> Path:
    return Path(settings.state_dir) / "page-origin"
