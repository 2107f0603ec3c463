"""Addresses without their secrets, for messages and logs. Start reading at ``masked_url``."""

from __future__ import annotations

import re

MASK = "***"

_SECRET_OPTION = re.compile(
    r"([?&;][^=&;]*(?:password|passwd|pwd|secret|token|authmechanismproperties)[^=&;]*=)[^&;]*", re.IGNORECASE
)


def masked_url(url: str) -> str:
    """Return *url* with ``***`` in place of its password and of secret options.

    A password that was not percent-encoded may hold ``/``, ``?`` or ``@``, so everything up to the last ``@`` counts as one.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        # Without a scheme it is no address; it may well be a password in the wrong variable.
        return MASK if "@" in url else url
    account, at, host = rest.rpartition("@")
    user, colon, _ = account.partition(":")
    shown = f"{user}:{MASK}@{host}" if at and colon else rest
    return _SECRET_OPTION.sub(rf"\g<1>{MASK}", f"{scheme}://{shown}")
