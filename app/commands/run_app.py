"""Starting the app through Reflex: ``refetch dev`` on two ports with hot reload, ``refetch serve`` on one.

Both wait until the page and the backend answer before they print where to go.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from app.commands.build_lock import only_app_here
from app.commands.ports import is_free, next_free_port
from app.commands.process_tree import ProcessTree, run_tree
from app.commands.tokens import remember_origin
from data.errors import SettingsError
from data.settings import Settings

LOOPBACK = "127.0.0.1"
LOOPBACK_HOSTS = (LOOPBACK, "localhost", "::1")
POLL = 0.1


def run_dev(settings: Settings, *, port: int, api_port: int, prepare: Callable[[], None]) -> int:
    """Run the app with hot reload until it is stopped; return the exit code.

    A port that is taken is replaced by the next free one, and said so.

    Args:
        prepare: Makes the databases ready. It runs while Reflex compiles the pages, and before the address is announced.
    """
    page_port = _say_if_other(port, next_free_port(port), what="page")
    backend_port = _say_if_other(api_port, next_free_port(api_port, taken=frozenset({page_port})), what="backend")
    command = ["run", "--frontend-port", str(page_port), "--backend-port", str(backend_port)]
    page, api = f"http://{LOOPBACK}:{page_port}/", f"http://{LOOPBACK}:{backend_port}"
    remember_origin(settings, page.rstrip("/"))
    banner = [
        f"Refetch is ready: {page}",
        f"REST API:         {api}/api/openapi.json",
        *_people(settings),
        "Stop it with Ctrl-C.",
    ]
    with only_app_here(page):
        return _run(
            command, ports=(page_port, backend_port), probes=(f"{api}/ping", page), banner=banner, mode="dev", prepare=prepare
        )


def run_serve(settings: Settings, *, port: int, host: str) -> int:
    """Run the app for production on one port until it is stopped; return the exit code.

    Raises:
        SettingsError: The port is taken, or nobody real could sign in.
    """
    refuse_development_sign_in(settings, host=host)
    if not is_free(port):
        msg = f"Port {port} is taken; stop the other program or choose another port with --port."
        raise SettingsError(msg)
    command = ["run", "--env", "prod", "--single-port", "--backend-host", host]
    command += ["--frontend-port", str(port), "--backend-port", str(port)]
    reachable = f"http://{LOOPBACK if host in ('0.0.0.0', '::', 'localhost') else host}:{port}"  # noqa: S104 - compared, not bound
    remember_origin(settings, f"http://{LOOPBACK}:{port}")
    banner = [f"Refetch is ready: {settings.public_url or reachable}/"]
    with only_app_here(f"{reachable}/"):
        return _run(command, ports=(port, port), probes=(f"{reachable}/ping", f"{reachable}/"), banner=banner, mode="prod")


def refuse_development_sign_in(settings: Settings, *, host: str) -> None:
    """Check that the demo people cannot be reached by strangers.

    Raises:
        SettingsError: The development provider would be open in production.
    """
    if settings.auth_provider != "dev":
        return
    if not settings.auth_dev_allow_prod:
        msg = "AUTH_PROVIDER is 'dev', which lets anybody sign in: set AUTH_DEV_ALLOW_PROD=1 to try it on this machine only."
        raise SettingsError(msg)
    if host not in LOOPBACK_HOSTS or settings.public_url:
        msg = f"AUTH_PROVIDER is 'dev', which lets anybody sign in: use --host {LOOPBACK} and leave PUBLIC_URL empty."
        raise SettingsError(msg)


def _run(
    command: Sequence[str],
    *,
    ports: tuple[int, int],
    probes: Sequence[str],
    banner: Sequence[str],
    mode: str,
    prepare: Callable[[], None] | None = None,
) -> int:
    started = time.monotonic()

    def announce(tree: ProcessTree) -> None:
        if prepare:
            prepare()
        if all(_answers(url, tree=tree) for url in probes):
            head, *rest = banner
            lines = [f"{head}  ({time.monotonic() - started:.1f} s)", *rest]
            print("\n" + "\n".join(f"  {line}" for line in lines) + "\n", flush=True)

    env = os.environ | {
        "REFLEX_FRONTEND_PORT": str(ports[0]),
        "REFLEX_BACKEND_PORT": str(ports[1]),
        "REFLEX_ENV_MODE": mode,
    }
    code = run_tree([sys.executable, "-m", "reflex", *command], env=env, while_running=announce)
    return 0 if code == 0 else 1


def _answers(url: str, *, tree: ProcessTree) -> bool:
    while tree.is_running():
        try:
            with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - always http on this machine
                return response.status == 200
        except (urllib.error.URLError, OSError):
            time.sleep(POLL)
    return False


def _say_if_other(wanted: int, found: int, *, what: str) -> int:
    if found != wanted:
        print(f"Port {wanted} is taken; the {what} is at {found}.", flush=True)
    return found


def _people(settings: Settings) -> list[str]:
    if settings.auth_provider != "dev":
        return []
    from data.seeds.demo_people import DEMO_PEOPLE

    people = [f"  {person.name:<20} {person.role:<7} {person.organisation_name:<10} {person.email}" for person in DEMO_PEOPLE]
    return ["Sign in as one of these, without a password:", *people]
