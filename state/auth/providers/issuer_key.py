"""The signing key of the development provider, kept in a file. Start reading at ``load_or_create_issuer_key``."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from data.errors import SettingsError


def load_or_create_issuer_key(path: Path) -> rsa.RSAPrivateKey:
    """The RSA key in *path*; made on first use, readable by its owner only.

    Raises:
        SettingsError: The file holds something else.
    """
    with suppress(FileNotFoundError):
        return _read(path)
    write_private_file(path, _encode(rsa.generate_private_key(public_exponent=65_537, key_size=2_048)))
    # Read back, because another worker may have been first: then its key counts.
    return _read(path)


def key_id(key: rsa.RSAPublicKey) -> str:
    """A name for *key* that follows from the key itself."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"dev_{hashlib.sha256(der).hexdigest()[:16]}"


def write_private_file(path: Path, content: bytes) -> None:
    """Put *content* into *path* with mode 0600, whole or not at all; a file that is already there stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _read(path: Path) -> rsa.RSAPrivateKey:
    content = path.read_bytes()
    path.chmod(0o600)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{path} does not hold a private key; delete the file and start again to get a new one.") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SettingsError(f"{path} holds a key that is not RSA; delete the file and start again to get a new one.")
    return key


def _encode(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
