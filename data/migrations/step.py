"""One step of the history, and how the steps are found. Start reading at ``load_steps``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from alembic.operations import Operations
from pymongo.database import Database

HERE = Path(__file__).parent


class StepBody(Protocol):
    """What the module of a step defines. MongoDB bodies must be safe to run twice: they are in no transaction."""

    def sql_up(self, op: Operations) -> None: ...
    def sql_down(self, op: Operations) -> None: ...
    def mongo_up(self, database: Database[dict[str, Any]]) -> None: ...
    def mongo_down(self, database: Database[dict[str, Any]]) -> None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        id: Its number and name, ``m0001_primary_tables``; steps run in this order.
        checksum: Of its source, whatever its line endings; 16 hexadecimal digits.
    """

    id: str
    checksum: str
    body: StepBody


def load_steps() -> tuple[Step, ...]:
    """Return every step, first to last."""
    return tuple(_load(path) for path in sorted(HERE.glob("m[0-9][0-9][0-9][0-9]_*.py")))


def _load(path: Path) -> Step:
    body = cast("StepBody", import_module(f"data.migrations.{path.stem}"))
    return Step(path.stem, checksum_of(path.read_text(encoding="utf-8")), body)


def checksum_of(source: str) -> str:
    """Return the checksum of the source of a step."""
    return hashlib.sha256("\n".join(source.splitlines()).encode()).hexdigest()[:16]
