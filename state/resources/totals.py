"""A number of rows in words."""

from __future__ import annotations

from dataclasses import dataclass

from data.repositories import Count


@dataclass(frozen=True)
class Total:
    """How many rows match: ``204`` or, where counting stopped, ``10,000+``."""

    value: int = 0
    text: str = ""


def total(count: Count) -> Total:
    """A count in words."""
    return Total(count.value, f"{count.value:,}{'+' if count.is_capped else ''}")
