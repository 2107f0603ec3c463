"""What the bodies that change a row have in common."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator


class Changes(BaseModel):
    """Some fields of a row, with new values; a field that is not named keeps its value, and none can be emptied."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _nothing_is_emptied(self) -> Self:
        empty = [field for field in self.model_fields_set if getattr(self, field) is None]
        if empty:
            raise ValueError(f"{', '.join(sorted(empty))} cannot be empty")
        return self

    def named(self) -> dict[str, Any]:
        """Return the fields that were named, for ``Repository.update``."""
        return self.model_dump(exclude_unset=True)
