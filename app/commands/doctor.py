"""What the app needs from this machine and its surroundings, looked at one by one. Start at ``examine``."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.commands.ports import is_free
from data.errors import AppError
from data.settings import Settings, load_settings

OLDEST_NODE = (22, 22)
PORTS = (3000, 8000)
LARGEST_SKEW = 5.0
"""Seconds that this clock and a server's may differ; tokens allow about as much."""

NO_SECRET = b"nothing is signed here"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        says: What is there; if it is not right, what to do.
    """

    subject: str
    is_ok: bool
    says: str


def examine() -> list[Finding]:
    """Look at everything; nothing is changed."""
    findings = [_node(), *(_port(port) for port in PORTS), _clock()]
    try:
        settings = load_settings()
    except AppError as error:
        return [*findings, Finding("settings", is_ok=False, says=error.message)]
    return [*findings, Finding("settings", is_ok=True, says="every value can be used"), *asyncio.run(_services(settings))]


def _node() -> Finding:
    from rxconfig import prepare_tools

    prepare_tools()
    node = shutil.which("node")
    if node is None:
        return Finding("Node", is_ok=False, says="not found; run scripts/dev, which installs it from the lock file")
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    version = answer.stdout.strip().lstrip("v")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers < OLDEST_NODE:
        says = f"{version or 'does not start'}; 22.22 or newer is needed, run scripts/dev, which installs it from the lock file"
        return Finding("Node", is_ok=False, says=says)
    return Finding("Node", is_ok=True, says=version)


def _port(port: int) -> Finding:
    if is_free(port):
        return Finding(f"port {port}", is_ok=True, says="free")
    return Finding(f"port {port}", is_ok=True, says="taken; refetch dev will use the next free one")


def _clock() -> Finding:
    # Sources cannot come from the future, so a file of ours that does tells that the clock is late.
    newest = max(path.stat().st_mtime for path in Path(__file__).parent.glob("*.py"))
    if newest > time.time() + LARGEST_SKEW:
        return Finding("clock", is_ok=False, says="earlier than the files of the app were written; set the system clock")
    return Finding("clock", is_ok=True, says=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")


async def _services(settings: Settings) -> list[Finding]:
    findings = [
        await _ask("primary database", lambda: _primary(settings)),
        await _ask("external database", lambda: _external(settings)),
    ]
    if settings.redis_url:
        return [*findings, await _ask("Redis", lambda: _redis(settings))]
    return [*findings, Finding("Redis", is_ok=True, says="not used (REDIS_URL is empty): one worker, everything in memory")]


async def _ask(subject: str, question: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(subject, is_ok=True, says=await question())
    except AppError as error:
        return Finding(subject, is_ok=False, says=error.message)


async def _primary(settings: Settings) -> str:
    from data.errors import SettingsError
    from data.migrations import pending_migrations
    from data.repositories.primary import open_primary

    if pending := await asyncio.to_thread(pending_migrations, settings.primary_database_url):
        msg = f"{len(pending)} migrations have not run; run 'refetch migrate up'."
        raise SettingsError(msg)
    primary = await open_primary(
        settings.primary_database_url,
        secret=NO_SECRET,
        driver=settings.mongo_driver,
        timeout=settings.primary_timeout,
    )
    await primary.close()
    return "answers, every migration has run"


async def _external(settings: Settings) -> str:
    from data.repositories import CursorCodec
    from data.sources import load_mapping, open_source

    mapping = load_mapping(settings.external_mapping)
    source = open_source(
        settings.external_database_url,
        mapping,
        codec=CursorCodec(NO_SECRET),
        driver=settings.mongo_driver,
        timeout=settings.external_timeout,
    )
    try:
        await source.ping()
        warnings = await source.check()
    finally:
        await source.close()
    return f"answers; {'; '.join(warnings) or 'what the mapping names is there'}"


async def _redis(settings: Settings) -> str:
    from data.connections.redis import close_redis, connect_redis, ping_redis
    from data.errors import Unavailable

    client = connect_redis(settings.redis_url)
    try:
        await ping_redis(client)
        seconds, microseconds = await client.time()
    finally:
        await close_redis(client)
    if abs(skew := time.time() - (int(seconds) + int(microseconds) / 1e6)) > LARGEST_SKEW:
        msg = f"its clock differs from this one by {skew:.0f} s; set both by the network's time."
        raise Unavailable(msg)
    return "answers, its clock agrees"
