"""Runs the steps of the history on a database, forward or backward. Start reading at ``migrate_up``.

Everything here blocks: it is for commands and for the start of the app, on a worker thread.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from data.connections.mongo import MONGO_SCHEMES
from data.migrations.mongo_target import open_mongo_target
from data.migrations.sql_target import is_missing, open_sql_target
from data.migrations.step import Step, load_steps

MigrationState = Literal["applied", "pending", "CHANGED", "UNKNOWN"]


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """One line of the history.

    Attributes:
        state: ``CHANGED``: the file was edited after the step had run. ``UNKNOWN``: this version has no such step, a newer
            one ran it.
    """

    id: str
    state: MigrationState


class MigrationTarget(Protocol):
    """A database that steps run on."""

    def applied(self) -> dict[str, str]:
        """Return the steps in the history with the checksums they had."""
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Keep other runs out."""
        ...

    def up(self, step: Step) -> bool:
        """Run *step* forward and write it down; return False if it had run already."""
        ...

    def down(self, step: Step) -> bool:
        """Run *step* backward and strike it out; return False if it was not there any longer."""
        ...


def open_migration_target(url: str, *, timeout: float = 5.0) -> AbstractContextManager[MigrationTarget]:
    """Open the primary database at *url* for migrations.

    Args:
        timeout: Seconds until a database that does not answer is given up; a step itself may take longer.

    Raises:
        SettingsError: *url* cannot be used.
        Unavailable: The database does not answer (raised by the first use).
    """
    return open_mongo_target(url, timeout=timeout) if url.startswith(MONGO_SCHEMES) else open_sql_target(url, timeout=timeout)


def migrate_up(target: MigrationTarget, steps: int | None = None) -> list[str]:
    """Run the next *steps* steps that have not run, all of them for None; return those that did.

    Raises:
        Conflict: Another run is at work.
    """
    with target.locked():
        applied = target.applied()
        waiting = [step for step in load_steps() if step.id not in applied]
        return [step.id for step in waiting[:steps] if target.up(step)]


def migrate_down(target: MigrationTarget, steps: int = 1) -> list[str]:
    """Run the last *steps* steps backward; return those that did. What they made is dropped, with all its data.

    Raises:
        Conflict: Another run is at work.
    """
    with target.locked():
        applied = target.applied()
        last = [step for step in reversed(load_steps()) if step.id in applied]
        return [step.id for step in last[:steps] if target.down(step)]


def migration_status(target: MigrationTarget) -> list[MigrationStatus]:
    """Return every step of this version, and those that only the database knows."""
    applied, steps = target.applied(), load_steps()
    known = [MigrationStatus(step.id, _state(step, applied)) for step in steps]
    unknown = sorted(applied.keys() - {step.id for step in steps})
    return [*known, *(MigrationStatus(step_id, "UNKNOWN") for step_id in unknown)]


def pending_migrations(url: str, *, timeout: float = 5.0) -> list[str]:
    """Return the steps that the database at *url* still needs; asking makes no file.

    Raises:
        SettingsError: *url* cannot be used.
        Unavailable: The database does not answer.
    """
    if not url.startswith(MONGO_SCHEMES) and is_missing(url):
        return [step.id for step in load_steps()]
    with open_migration_target(url, timeout=timeout) as target:
        return [line.id for line in migration_status(target) if line.state == "pending"]


def _state(step: Step, applied: dict[str, str]) -> MigrationState:
    if step.id not in applied:
        return "pending"
    return "applied" if applied[step.id] == step.checksum else "CHANGED"
