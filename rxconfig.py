"""What Reflex needs to know before it builds and runs the app. ``reflex run`` reads this file, and so does ``refetch dev``.

Start at ``make_config``. The ports come from ``REFLEX_FRONTEND_PORT`` and ``REFLEX_BACKEND_PORT``, which the command line sets.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import reflex as rx
from reflex_base import constants

ROOT = Path(__file__).resolve().parent
LOOPBACK = "127.0.0.1"
# Libraries that every worker imports and nobody edits.
SHARED_LIBRARIES = (
    "alembic.operations",
    "fastapi",
    "itsdangerous",
    "jwt",
    "pymongo",
    "redis.asyncio",
    "reflex.app",
    "sqlmodel",
)
WATCHED = ("app", "components", "state", "data", "assets", "rxconfig.py")


def make_config() -> rx.Config:
    """Build the configuration from the settings and the ports; a wrong setting ends the process with one sentence."""
    prepare_tools()
    with forgotten_modules():
        from components.theme import THEME
        from data.errors import SettingsError
        from data.settings import load_settings

        try:
            settings = load_settings()
        except SettingsError as error:
            raise SystemExit(f"refetch: {error.message}") from None
    frontend_port = int(os.environ.get("REFLEX_FRONTEND_PORT") or 3000)
    backend_port = int(os.environ.get("REFLEX_BACKEND_PORT") or 8000)
    public_url = settings.public_url if os.environ.get("REFLEX_ENV_MODE") == "prod" else ""
    # Without a public address the browser asks the backend at the name by which it reached the page, so that cookies and
    # origins never mix 127.0.0.1 and localhost.
    addresses: dict[str, Any] = {"api_url": public_url, "deploy_url": public_url} if public_url else {}
    return rx.Config(
        app_name="app",
        plugins=[rx.plugins.RadixThemesPlugin(theme=THEME)],
        disable_plugins=[rx.plugins.SitemapPlugin],
        show_built_with_reflex=False,
        telemetry_enabled=False,
        frontend_port=frontend_port,
        backend_port=backend_port,
        backend_host=LOOPBACK,
        cors_allowed_origins=[public_url] if public_url else local_origins(frontend_port, backend_port),
        redis_url=settings.redis_url or None,
        **addresses,
    )


def prepare_tools() -> None:
    """Make Reflex use the Node and npm of this environment, ask nobody for newer versions, and watch our own folders only."""
    # Also when the environment is not activated: its node and npm stand beside its python.
    folder = str(Path(sys.prefix) / "bin")
    path = os.environ.get("PATH", "").split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join([folder, *(part for part in path if part != folder)])
    os.environ.setdefault("REFLEX_USE_NPM", "1")
    os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "0")
    watched = (str(ROOT / name) for name in WATCHED if (ROOT / name).exists())
    os.environ["REFLEX_HOT_RELOAD_OVERRIDE_PATHS"] = ":".join(watched)
    # Reflex would let any machine in the network open the development page.
    commands: Any = constants.PackageJson.Commands
    commands.DEV = f"react-router dev --host {LOOPBACK}"


def local_origins(*ports: int) -> list[str]:
    """Origins at *ports* of this machine: the only pages that may talk to the backend."""
    return [f"http://{host}:{port}" for port in dict.fromkeys(ports) for host in (LOOPBACK, "localhost")]


def load_shared_libraries() -> None:
    """Import the libraries here, once: workers start as copies of this process, so every reload is about a second shorter."""
    for name in SHARED_LIBRARIES:
        importlib.import_module(name)


@contextmanager
def forgotten_modules() -> Iterator[None]:
    """Take what is imported inside out of memory again.

    Reflex starts every reloaded worker as a copy of this process: a module of ours kept here would hide edits to its file.
    """
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("components", "state", "data"):
            del sys.modules[name]


config = make_config()
if os.environ.get("__REFLEX_COMPILE_CONTEXT") == constants.CompileContext.RUN:
    load_shared_libraries()
