"""What a browser sends as text: anything may come, and it must not break a State or a socket."""

from __future__ import annotations

from typing import Any

LONGEST_TEXT = 1_000


def text_from_browser(value: Any) -> str:
    """*value* as text that can be stored and sent again: no half characters, at most 1 000; empty if it is no text."""
    if not isinstance(value, str):
        return ""
    # Half of a pair of UTF-16 would end the websocket with the next update that holds it.
    return value[:LONGEST_TEXT].encode("utf-8", "replace").decode()
