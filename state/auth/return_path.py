"""Where to go after signing in, without ever leading to another site. Start reading at ``safe_return_path``."""

from __future__ import annotations

import re
from urllib.parse import quote

# One slash, then neither a slash nor a backslash (browsers read both as "another host"), and no control characters
# anywhere: browsers drop tabs and line ends, which would turn "/<tab>/host" into "//host".
_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
_MAX_LENGTH = 2_000


def safe_return_path(value: str, *, default: str = "/") -> str:
    """*value* when it is a path on this site, else *default*."""
    return value if len(value) <= _MAX_LENGTH and _OWN_PATH.fullmatch(value) else default


def sign_in_url(sign_in_path: str, *, return_to: str) -> str:
    """The sign-in page's path, carrying *return_to* as ``next`` when that is a path on this site."""
    path = safe_return_path(return_to)
    return sign_in_path if path in ("/", sign_in_path) else f"{sign_in_path}?next={quote(path, safe='/')}"
