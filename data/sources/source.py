"""Chooses the adapter for ``EXTERNAL_DATABASE_URL``. Start at ``open_source``."""

from __future__ import annotations

from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

from data.connections.masking import masked_url
from data.connections.mongo import MONGO_SCHEMES, connect_mongo
from data.errors import SettingsError
from data.repositories import CursorCodec
from data.sources.mapping import ExternalMapping
from data.sources.mongo import MongoSource
from data.sources.protocols import SharedResourceSource
from data.sources.sql import SqlSource
from data.sources.sqlite_connection import sqlite_file

MAX_CONNECTIONS = 10

_VARIABLE = "EXTERNAL_DATABASE_URL"
_KNOWN = "use sqlite:///path, mongodb://… or mongodb+srv://…"


def open_source(
    url: str, mapping: ExternalMapping, *, codec: CursorCodec, driver: str = "motor", timeout: float = 1.5
) -> SharedResourceSource:
    """The source that *url* names. Nothing is connected before the first call; call it on the loop that will use it.

    Args:
        url: ``sqlite:///path``, ``mongodb://…/database`` or ``mongodb+srv://…/database``.
        driver: ``motor`` or ``pymongo``, for MongoDB.
        timeout: Seconds for each call.

    Raises:
        SettingsError: *url* or *driver* cannot be used.
    """
    if url.startswith("sqlite:"):
        return SqlSource(sqlite_file(url), mapping, codec=codec, timeout=timeout)
    if url.startswith(MONGO_SCHEMES):
        database = _database(url)
        client = connect_mongo(
            url,
            driver=driver,
            timeout=timeout,
            max_pool_size=MAX_CONNECTIONS,
            variable=_VARIABLE,
            readPreference="secondaryPreferred",
        )
        return MongoSource(client, mapping, database=database, codec=codec, timeout=timeout)
    scheme = url.partition("://")[0] if "://" in url else ""
    problem = f"{scheme}:// is not supported in this version" if scheme else "it has no scheme"
    raise SettingsError(f"{_VARIABLE}={masked_url(url)}: {problem}; {_KNOWN}.")


def _database(url: str) -> str:
    try:
        # A mongodb+srv:// address is looked up on the network when parsed; the database's name needs no look-up.
        name = parse_uri(url.replace("mongodb+srv://", "mongodb://", 1))["database"]
    except (PyMongoError, ValueError) as error:
        raise SettingsError(f"{_VARIABLE}={masked_url(url)} is not an address of a MongoDB; {_KNOWN}.") from error
    if not name:
        raise SettingsError(
            f"{_VARIABLE}={masked_url(url)} names no database; add it after the host, like mongodb://host/sales."
        )
    return str(name)
