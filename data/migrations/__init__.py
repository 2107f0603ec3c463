"""One numbered history of the schema, with a body for SQL and one for MongoDB in each step. Start reading at ``runner.py``.

A new step is a new file ``m0002_<what>.py`` with ``sql_up(op)``, ``sql_down(op)``, ``mongo_up(database)`` and
``mongo_down(database)``. A step that has been released is never edited: the status would report it as CHANGED.
"""

from data.migrations.runner import (
    MigrationStatus,
    MigrationTarget,
    migrate_down,
    migrate_up,
    migration_status,
    open_migration_target,
    pending_migrations,
)

__all__ = [
    "MigrationStatus",
    "MigrationTarget",
    "migrate_down",
    "migrate_up",
    "migration_status",
    "open_migration_target",
    "pending_migrations",
]
