"""One app at a time in one build folder: a second one would rebuild the pages of the first under its feet."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import SettingsError


@contextmanager
def only_app_here(address: str) -> Iterator[None]:
    """Hold the build folder for as long as the block runs; the lock ends with the process, however that ends.

    Raises:
        SettingsError: Another app is running from this folder; the sentence says where.
    """
    build = Path(os.environ.get("REFLEX_WEB_WORKDIR") or ".web")
    # Beside the build folder, not in it: Reflex may make that anew.
    file = Path(".local") / f"{build.name.lstrip('.')}.lock"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with file.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            msg = f"Refetch already runs from this folder ({lock.read().strip()}); stop it first, or use another copy."
            raise SettingsError(msg) from None
        lock.truncate(0)
        lock.write(f"{address}, process {os.getpid()}")
        lock.flush()
        yield
