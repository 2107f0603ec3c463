"""A secret that the app makes for itself, once, in a file that only its owner can read."""

from __future__ import annotations

import logging
import os
import secrets
from pathlib import Path

from data.errors import SettingsError

logger = logging.getLogger(__name__)

SECRET_BYTES = 32
_OTHERS = 0o077


def load_or_create_secret(path: Path) -> bytes:
    """Return the 32 bytes kept in *path*; make them first if there is no such file.

    Any number of processes may call this at the same moment: all of them get the same secret.

    Raises:
        SettingsError: The file cannot be read or written, or it is too short to be a secret.
    """
    try:
        if not path.exists():
            _create(path)
        _keep_private(path)
        secret = path.read_bytes()
    except OSError as error:
        msg = f"The secret in {path} cannot be used ({error.strerror}); give this user the right to read and write it."
        raise SettingsError(msg) from error
    if len(secret) < SECRET_BYTES:
        msg = f"The secret in {path} is damaged; delete the file and start again (everybody has to sign in anew)."
        raise SettingsError(msg)
    return secret


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and never replaces the file of another process that was faster.
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)


def _keep_private(path: Path) -> None:
    mode = path.stat().st_mode
    if mode & _OTHERS:
        path.chmod(0o600)
        logger.warning("%s could be read by other users (mode %o); it is now mode 600.", path, mode & 0o777)
