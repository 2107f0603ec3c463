"""Cursors: where a page ended, in a form that callers can keep but not forge.

A cursor is signed, and its signature covers collection and sort: one of another list, or one that somebody edited, is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, cast

from itsdangerous import BadData, URLSafeSerializer

from data.errors import Invalid

MAX_CURSOR_LENGTH = 2_000


class CursorCodec:
    """Writes and reads cursors with one secret; all workers of an app share it."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def encode(self, values: Sequence[Any], *, collection: str, sort: str) -> str:
        """Return the cursor for a position.

        Args:
            values: Where the page ended, as JSON values: usually the value of the sort field and the id.
        """
        return self._serializer(collection, sort).dumps(list(values))

    def decode(self, text: str, *, collection: str, sort: str) -> list[Any]:
        """Return the values that ``encode`` was given.

        Raises:
            Invalid: The cursor was made elsewhere, for another list, or was changed; ``fields`` names ``cursor``.
        """
        if len(text) > MAX_CURSOR_LENGTH:
            raise bad_cursor()
        try:
            values: object = self._serializer(collection, sort).loads(text)
        # A forged text may also fail while it is unpacked (recursion, encoding), before the signature is looked at.
        except (BadData, ValueError, RecursionError) as error:
            raise bad_cursor() from error
        if not isinstance(values, list):
            raise bad_cursor()
        return cast("list[Any]", values)

    def _serializer(self, collection: str, sort: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._secret, salt=f"cursor:{collection}:{sort}", signer_kwargs={"digest_method": hashlib.sha256}
        )


def bad_cursor() -> Invalid:
    """Return the error for a cursor that does not belong to the list."""
    return Invalid(
        "This page link no longer fits the list; start again from its first page.",
        fields={"cursor": "does not belong to this list"},
    )
