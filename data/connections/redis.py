"""The connection to Redis, which several workers share. Start reading at ``connect_redis``."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from data.connections.masking import masked_url
from data.errors import SettingsError, Unavailable


def connect_redis(url: str, *, timeout: float = 2.0) -> Redis:
    """Return a client for *url*; it connects when it is first used.

    Args:
        timeout: Seconds for connecting and for each command.

    Raises:
        SettingsError: *url* is not the address of a Redis.
    """
    try:
        # redis types its keyword arguments in part only.
        make = cast("Callable[..., Redis]", Redis.from_url)  # pyright: ignore[reportUnknownMemberType]
        return make(url, socket_timeout=timeout, socket_connect_timeout=timeout)
    except ValueError as error:
        raise SettingsError(
            f"REDIS_URL={masked_url(url)} is not an address of a Redis; write it as redis://host:6379/0 or leave it empty."
        ) from error


async def ping_redis(client: Redis) -> None:
    """Do nothing if Redis answers.

    Raises:
        Unavailable: It does not.
    """
    try:
        await client.execute_command("PING")  # pyright: ignore[reportUnknownMemberType]
    except (RedisError, OSError, TimeoutError) as error:
        raise Unavailable("Redis does not answer; check REDIS_URL and that the server runs.") from error


async def close_redis(client: Redis) -> None:
    """Close every connection of *client*."""
    await client.aclose()
