"""What a right value of each setting looks like, and the words that say how to mend a wrong one.

A rule returns the value, or raises ``ValueError`` with the fix as a half sentence; ``data.settings`` puts the variable and its
masked value in front of it.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import SecretStr

from data.errors import SettingsError

DATABASE_SCHEMES = ("sqlite", "mongodb", "mongodb+srv")
REDIS_SCHEMES = ("redis", "rediss", "unix")


def masked(value: str) -> str:
    """Return *value* fit for people to read: no password of a URL, no key, at most 80 characters."""
    if "PRIVATE KEY" in value:
        return "***"
    # Only here: the package of connections brings the whole database layer along, and settings are read before all else.
    from data.connections.masking import masked_url  # noqa: PLC0415

    value = masked_url(value)
    value = re.sub(r"\b(sk_(?:test|live)_|whsec_)\S+", r"\1***", value)
    return value if len(value) <= 80 else f"{value[:77]}..."


def fix(kind: str, message: str, context: Mapping[str, Any]) -> str:
    """Return what to do about one of pydantic's errors, as a half sentence without a full stop."""
    match kind:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"use {context['expected']}"
        case "bool_parsing":
            return "use 1 or 0"
        case "float_parsing" | "greater_than" | "less_than_equal":
            return "use a number of seconds above 0 and up to 120"
        case _:
            return message[:1].lower() + message[1:]


def refuse_misspelt_names(path: Path, *, known: set[str]) -> None:
    """Check the names in the settings file *path* against *known* field names; other programs' names are left alone.

    Raises:
        SettingsError: A name is not ours, but nearly.
    """
    if not path.is_file():
        return
    names = {name.upper() for name in known}
    for name in dotenv_values(path, interpolate=False):
        if name.upper() in names:
            continue
        if near := difflib.get_close_matches(name.upper(), names, n=1, cutoff=0.8):
            msg = f"{name} in {path} is not a setting: did you mean {near[0]}?"
            raise SettingsError(msg)


def database_url(value: str) -> str:
    """A database that this version can open."""
    scheme, separator, rest = value.partition("://")
    if scheme in ("postgresql", "postgres", "https", "http"):
        raise ValueError(f"{scheme} is not supported in this version, use sqlite:///, mongodb:// or mongodb+srv://")
    if not separator or scheme not in DATABASE_SCHEMES:
        raise ValueError("start it with sqlite:///, mongodb:// or mongodb+srv://")
    if scheme == "sqlite" and not (rest.startswith("/") and rest.strip("/")):
        raise ValueError("name a file, as in sqlite:///.local/primary.db")
    if scheme != "sqlite" and not _has_host(value):
        raise ValueError(f"name a host, as in {scheme}://db.example/refetch")
    return value


def redis_url(value: str) -> str:
    """A Redis server, or nothing."""
    scheme, separator, rest = value.partition("://")
    if value and (not separator or scheme not in REDIS_SCHEMES or not rest.strip("/")):
        raise ValueError("use redis://host:port/0 or leave it empty")
    return value


def existing_file(value: str) -> str:
    """A file that is there, or nothing."""
    if value and not Path(value).is_file():
        raise ValueError("there is no such file, correct the path or leave it empty")
    return value


def origin(value: str) -> str:
    """Scheme, host and port of a site and nothing behind them, or nothing."""
    value = value.rstrip("/")
    if value and not re.fullmatch(r"https?://[^/\s?#@,]+", value):
        raise ValueError("use an origin such as https://console.example and no path")
    return value


def origins(value: str) -> str:
    """Origins separated by commas, or nothing."""
    return ",".join(origin(part.strip()) for part in value.split(",") if part.strip())


def available_provider(value: str) -> str:
    """A sign-in provider that this version has."""
    if value == "clerk":
        raise ValueError("signing in with Clerk is not part of this version, use dev")
    return value


def clerk_publishable_key(value: str) -> str:
    """``pk_test_`` or ``pk_live_`` and the base64 of a host name that ends with a dollar sign."""
    if value and not _names_a_host(value):
        raise ValueError("copy the publishable key, which starts with pk_test_ or pk_live_, from Clerk's dashboard")
    return value


def clerk_secret_key(value: SecretStr) -> SecretStr:
    """``sk_test_`` or ``sk_live_`` and the rest of the key."""
    secret = value.get_secret_value()
    if secret and not re.fullmatch(r"sk_(test|live)_[A-Za-z0-9]{10,}", secret):
        raise ValueError("copy the secret key, which starts with sk_test_ or sk_live_, from Clerk's dashboard")
    return value


def clerk_jwt_key(value: str) -> str:
    """A public key in PEM; a one-line value may write its line ends as backslash and n."""
    value = value.replace("\\n", "\n").strip()
    if value and not (value.startswith("-----BEGIN PUBLIC KEY-----") and value.endswith("-----END PUBLIC KEY-----")):
        raise ValueError("copy the whole PEM public key, from BEGIN PUBLIC KEY to END PUBLIC KEY")
    return value


def clerk_webhook_secret(value: SecretStr) -> SecretStr:
    """``whsec_`` and base64."""
    secret = value.get_secret_value()
    if secret and not (secret.startswith("whsec_") and _is_base64(secret.removeprefix("whsec_"))):
        raise ValueError("copy the signing secret, which starts with whsec_, from the endpoint's page in Clerk's dashboard")
    return value


def _names_a_host(key: str) -> bool:
    body = re.fullmatch(r"pk_(?:test|live)_([A-Za-z0-9+/_-]+=*)", key)
    if body is None:
        return False
    try:
        host = base64.urlsafe_b64decode(body[1] + "=" * (-len(body[1]) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return re.fullmatch(r"[a-z0-9.-]+\.[a-z]+\$", host) is not None


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).netloc.rpartition("@")[2])
    except ValueError:
        return False
