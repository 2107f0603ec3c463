"""The real console as a child process, as ``refetch serve`` starts it, and what a test wants to know of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import httpx

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 180.0


def own_environment() -> dict[str, str]:
    """This process's environment without what other tests made Reflex note in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("REFLEX_")}


class ConsoleServer:
    """One production console on its own port, with its own databases and its own build folder.

    The build folder is shared by all servers of a run, one after the other, so that packages are installed once.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "console.log"
        self._env = {
            **own_environment(),
            "STATE_DIR": str(folder / "state"),
            "PRIMARY_DATABASE_URL": f"sqlite:///{folder / 'primary.db'}",
            "EXTERNAL_DATABASE_URL": f"sqlite:///{folder / 'external.db'}",
            "AUTH_DEV_ALLOW_PROD": "1",
            "REFLEX_WEB_WORKDIR": str(ROOT / ".local" / "web-of-tests"),
            "REFLEX_STATES_WORKDIR": str(folder / "states"),
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> str:
        """Run ``refetch`` with this server's settings and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments], cwd=ROOT, env=self._env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> Self:
        """Migrate, seed, build, serve; return when the console is ready."""
        self.command("migrate", "up")
        self.command("seed")
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_ready()
        return self

    def stop(self) -> None:
        """End it and everything that it started."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
        self._process = None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            assert self._process is not None
            assert self._process.poll() is None, f"the console ended:\n{self.tail()}"
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"the console was not ready in time:\n{self.tail()}")

    def tail(self, lines: int = 40) -> str:
        """The end of what the server printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
