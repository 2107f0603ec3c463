"""A connection to an SQLite file that cannot write. Start at ``open_read_only``.

Two fences: the file is opened with ``mode=ro``, and an authorizer refuses every action but reading. The first alone is not
enough: ``ATTACH`` opens another file for writing, and temporary tables can be made.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from data.errors import SettingsError
from data.sources.deadline import timed_out, unreadable

_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_REFUSED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer"})
_STEPS_BETWEEN_CHECKS = 2_000
_TIMEOUTS = frozenset({sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def sqlite_file(url: str) -> Path:
    """The file that ``sqlite:///relative/path`` or ``sqlite:////absolute/path`` names.

    Raises:
        SettingsError: *url* names no file.
    """
    name = url.removeprefix("sqlite:///")
    if not url.startswith("sqlite:///") or not name or name == ":memory:" or "\0" in name:
        raise SettingsError("EXTERNAL_DATABASE_URL names no SQLite file; write it like sqlite:///.local/external.db.")
    return Path(name)


@contextmanager
def open_read_only(path: Path, *, until: float, timeout: float) -> Generator[sqlite3.Connection]:
    """A connection that can only read, for one call on one thread.

    Args:
        until: ``time.monotonic()`` after which every statement is interrupted.
        timeout: The same as a duration in seconds, for the message.

    Raises:
        Unavailable: There is no such file, or it cannot be read.
        Timeout: *until* has passed.
    """
    if not path.is_file():
        raise unreadable("does not exist: EXTERNAL_DATABASE_URL names no file; run `refetch seed`, or name an existing one")
    try:
        with closing(_connect(path, until=until)) as connection:
            yield connection
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _TIMEOUTS:
            raise timed_out(timeout) from error
        if code == sqlite3.SQLITE_NOTADB:
            raise unreadable("cannot be read: the file that EXTERNAL_DATABASE_URL names is no SQLite database") from error
        raise unreadable("cannot be read") from error


def _connect(path: Path, *, until: float) -> sqlite3.Connection:
    wait = max(until - time.monotonic(), 0.001)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=wait, isolation_level=None)
    connection.text_factory = _text
    connection.create_function("lowered", 1, _lowered, deterministic=True)
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_CHECKS)
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, *names: str | None) -> int:
    # The name of a function is the second of the names that go with the action.
    if action == sqlite3.SQLITE_FUNCTION and (names[1] or "").lower() in _REFUSED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _lowered(value: Any) -> str | None:
    # SQLite's own lower() knows ASCII only.
    return value.lower() if isinstance(value, str) else None
