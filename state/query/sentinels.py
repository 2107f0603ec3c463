"""The values that stand for "nothing", "for ever" and "do not run".

Each is the only member of an Enum, so that type checkers narrow on ``is`` and a copy or a pickle keeps the identity.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final


class Missing(Enum):
    """No data. ``None`` is data; ``MISSING`` is not."""

    MISSING = "MISSING"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


class Static(Enum):
    """A stale time: never stale, not even after an invalidation."""

    STATIC = "STATIC"

    def __repr__(self) -> str:
        return "STATIC"


class Skip(Enum):
    """A query function: there is nothing to run yet."""

    SKIP = "SKIP"

    def __repr__(self) -> str:
        return "SKIP"


class Unset(Enum):
    """An option the author did not give: the defaults decide."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"


MISSING: Final = Missing.MISSING
STATIC: Final = Static.STATIC
SKIP: Final = Skip.SKIP
# Any, so that an option keeps its own type and its default does not show up in every signature.
UNSET: Final[Any] = Unset.UNSET
