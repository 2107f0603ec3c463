"""Connections: to the SQL file, to MongoDB (the seam between the two drivers) and to Redis. Nothing connects at import."""

from data.connections.masking import masked_url
from data.connections.mongo import close_mongo, connect_mongo, mongo_database
from data.connections.redis import close_redis, connect_redis, ping_redis
from data.connections.sql import create_sql_engine

__all__ = [
    "close_mongo",
    "close_redis",
    "connect_mongo",
    "connect_redis",
    "create_sql_engine",
    "masked_url",
    "mongo_database",
    "ping_redis",
]
