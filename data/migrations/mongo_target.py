"""The history in MongoDB. Start reading at ``MongoTarget``.

MongoDB changes its schema outside of transactions, so a lock keeps a second run out; its lease ends by itself should a run die.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pymongo
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError

from data.connections.masking import masked_url
from data.connections.mongo import mongo_database_name
from data.errors import Conflict, SettingsError
from data.migrations.step import Step
from data.models.entity import new_id, utc_now
from data.repositories.mongo_errors import MONGO_FAILURES, mongo_error

HISTORY = "schema_history"
LOCK = "schema_lock"
LEASE = timedelta(minutes=10)
# Seconds: long enough for an index over many documents, and over before the lease is.
STEP_TIMEOUT = 540


class MongoTarget:
    """A MongoDB to migrate; implements ``MigrationTarget``."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._database = database

    def applied(self) -> dict[str, str]:
        """Return the steps in the history with the checksums they had."""
        with _failures_named():
            return {document["_id"]: document["checksum"] for document in self._database[HISTORY].find()}

    @contextmanager
    def locked(self) -> Generator[None, None, None]:
        """Keep other runs out.

        Raises:
            Conflict: Another run is at work.
        """
        owner = f"{socket.gethostname()}:{os.getpid()}:{new_id()}"
        self._take_lock(owner, utc_now())
        try:
            yield
        finally:
            with _failures_named():
                self._database[LOCK].delete_one({"_id": "lock", "owner": owner})

    def up(self, step: Step) -> bool:
        """Run *step* forward."""
        with _failures_named():
            with pymongo.timeout(STEP_TIMEOUT):
                step.body.mongo_up(self._database)
            entry = {"checksum": step.checksum, "applied_at": utc_now()}
            self._database[HISTORY].update_one({"_id": step.id}, {"$set": entry}, upsert=True)
            return True

    def down(self, step: Step) -> bool:
        """Run *step* backward."""
        with _failures_named():
            with pymongo.timeout(STEP_TIMEOUT):
                step.body.mongo_down(self._database)
            self._database[HISTORY].delete_one({"_id": step.id})
            return True

    def _take_lock(self, owner: str, now: datetime) -> None:
        # Finds a lock whose lease is over, or makes one; a lock in force makes the upsert clash.
        free = {"_id": "lock", "until": {"$lt": now}}
        with _failures_named():
            try:
                self._database[LOCK].update_one(free, {"$set": {"owner": owner, "until": now + LEASE}}, upsert=True)
            except DuplicateKeyError as error:
                raise Conflict(
                    "Another migration of this database is running; wait for it. One that died is forgotten after 10 minutes."
                ) from error


@contextmanager
def open_mongo_target(url: str, *, timeout: float) -> Generator[MongoTarget, None, None]:
    """Open the database at *url*.

    Args:
        timeout: Seconds until a server that does not answer is given up; a step itself may take longer.

    Raises:
        SettingsError: *url* cannot be read.
    """
    name = mongo_database_name(url)
    try:
        client: MongoClient[dict[str, Any]] = MongoClient(url, tz_aware=True, w="majority", timeoutMS=round(timeout * 1000))
    except (PyMongoError, ValueError) as error:
        raise SettingsError(
            f"PRIMARY_DATABASE_URL={masked_url(url)} is not an address of a MongoDB; write it as mongodb://host/database."
        ) from error
    with client:
        yield MongoTarget(client[name])


@contextmanager
def _failures_named() -> Generator[None, None, None]:
    try:
        yield
    except MONGO_FAILURES as error:
        raise mongo_error(error) from error
