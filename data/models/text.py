"""What counts as a name, an e-mail address or a text, and how text is folded for search.

Start reading at ``checked_line``. These functions raise ``ValueError``, so they serve as pydantic validators everywhere.
"""

from __future__ import annotations

import re
import unicodedata

NAME_LENGTH = 120
EMAIL_LENGTH = 254
TEXT_LENGTH = 2_000

# "Valid e-mail address" of the HTML standard (html.spec.whatwg.org, section on <input type=email>), so that server and browser
# agree, and narrowed to domains with a dot: the console never writes to a mailbox on its own machine.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@(?:{_LABEL}\.)+{_LABEL}")


def checked_line(value: str) -> str:
    """Return *value* trimmed, in normal form C.

    Raises:
        ValueError: It is empty, longer than 120 characters or holds a control character. Markup is ordinary text.
    """
    line = unicodedata.normalize("NFC", value).strip()
    if not line:
        raise ValueError("must not be empty")
    return checked_title(line)


def checked_title(value: str) -> str:
    """Return *value* trimmed; like ``checked_line``, but it may be empty."""
    line = unicodedata.normalize("NFC", value).strip()
    if len(line) > NAME_LENGTH:
        raise ValueError(f"must not be longer than {NAME_LENGTH} characters")
    if _has_control(line):
        raise ValueError("must not hold control characters")
    return line


def checked_text(value: str) -> str:
    """Return *value* trimmed; several lines and tabs are allowed, 2 000 characters at most."""
    text = unicodedata.normalize("NFC", value).strip()
    if len(text) > TEXT_LENGTH:
        raise ValueError(f"must not be longer than {TEXT_LENGTH} characters")
    if _has_control(text.translate({ord("\n"): " ", ord("\t"): " ", ord("\r"): " "})):
        raise ValueError("must not hold control characters")
    return text


def checked_email(value: str) -> str:
    """Return the address as it is stored: trimmed and casefolded.

    Raises:
        ValueError: It is not an e-mail address with a full domain name.
    """
    address = value.strip().casefold()
    local, _, _ = address.rpartition("@")
    if len(address) > EMAIL_LENGTH or len(local) > 64 or not _EMAIL.fullmatch(address):
        raise ValueError("must be an e-mail address such as name@company.com")
    return address


def folded(text: str) -> str:
    """Return *text* as it is compared in searches: normal form C, without differences of case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _has_control(text: str) -> bool:
    # Cc: control characters. Cs: halves of surrogate pairs, which no database can store. Bidirectional overrides could make
    # one name look like another.
    return any(
        unicodedata.category(char) in {"Cc", "Cs"} or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        for char in text
    )
