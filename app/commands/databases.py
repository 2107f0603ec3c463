"""Migrations and demo data for the commands: each function opens the databases of the settings and closes them again."""

from __future__ import annotations

import asyncio

from data.errors import SettingsError
from data.settings import Settings


def migrate_and_seed(settings: Settings) -> None:
    """Bring both databases to where development starts; repeating it changes nothing.

    Raises:
        Unavailable: The primary database does not answer.
        SettingsError: An address cannot be used.
    """
    for name in apply_migrations(settings):
        print(f"applied {name}")
    seed_databases(settings)


def apply_migrations(settings: Settings) -> list[str]:
    """Run what has not run yet; return the names of what did."""
    from data.migrations import migrate_up, open_migration_target

    with open_migration_target(settings.primary_database_url) as target:
        return migrate_up(target)


def revert_migrations(settings: Settings, *, steps: int) -> list[str]:
    """Take back the last *steps* migrations, with the data that is in their tables; return their names."""
    from data.migrations import migrate_down, open_migration_target

    with open_migration_target(settings.primary_database_url) as target:
        return migrate_down(target, steps=steps)


def migration_lines(settings: Settings) -> list[str]:
    """Return one line for each migration: its state and its name."""
    from data.migrations import migration_status, open_migration_target

    with open_migration_target(settings.primary_database_url) as target:
        return [f"{line.state:<8} {line.id}" for line in migration_status(target)]


def refuse_pending_migrations(settings: Settings) -> None:
    """Check that the primary database is up to date.

    Raises:
        SettingsError: Some migration has not run.
    """
    from data.migrations import pending_migrations

    if pending := pending_migrations(settings.primary_database_url):
        msg = f"The primary database lacks {', '.join(pending)}; run 'refetch migrate up' first."
        raise SettingsError(msg)


def refuse_silent_primary(settings: Settings) -> None:
    """Check that the primary database answers, if it is on a server; a file needs no asking.

    Raises:
        Unavailable: It does not; the sentence names the setting.
        SettingsError: Its address cannot be used.
    """
    if not settings.primary_database_url.startswith("sqlite:"):
        asyncio.run(_open_and_close(settings))


async def _open_and_close(settings: Settings) -> None:
    from data.repositories.primary import open_primary

    primary = await open_primary(
        settings.primary_database_url,
        secret=settings.secret_key,
        driver=settings.mongo_driver,
        timeout=settings.primary_timeout,
    )
    await primary.close()


def refuse_unusable_mapping(settings: Settings) -> None:
    """Check what is said about the external database, before anything is started.

    Raises:
        SettingsError: The mapping file is wrong; the sentence names the place and the fix.
    """
    from data.sources import load_mapping

    load_mapping(settings.external_mapping)


def seed_databases(settings: Settings, *, users: int = 240) -> None:
    """Put the demo data into the primary database, and into the external one if it is the embedded file.

    Args:
        users: How many people to make up, besides the ones that can sign in.
    """
    asyncio.run(_seed_primary(settings, users=users))
    if settings.external_database_url.startswith("sqlite:"):
        from data.seeds.external import seed_external
        from data.sources.sqlite_connection import sqlite_file

        seed_external(sqlite_file(settings.external_database_url))


async def _seed_primary(settings: Settings, *, users: int) -> None:
    from data.repositories.primary import open_primary
    from data.seeds.primary import seed_primary

    primary = await open_primary(
        settings.primary_database_url,
        secret=settings.secret_key,
        driver=settings.mongo_driver,
        timeout=settings.primary_timeout,
    )
    try:
        await seed_primary(primary.users, primary.projects, primary.activities, count=users)
    finally:
        await primary.close()
