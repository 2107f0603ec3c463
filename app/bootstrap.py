"""The composition root: the only place where real adapters are chosen. Start at ``connected``.

What is opened here is closed here, in reverse. Nothing is opened while the app is imported: Reflex imports it to compile pages.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import reflex as rx

from data.connections.redis import close_redis, connect_redis
from data.repositories import CursorCodec
from data.repositories.primary import open_primary
from data.seeds.demo_people import DEMO_PEOPLE
from data.settings import Settings
from data.sources import load_mapping, open_source
from state.auth.providers import DevProvider, loopback_origins
from state.binding import Binding
from state.query import QueryClient
from state.runtime import Runtime


def is_production() -> bool:
    """Whether this process serves the production build."""
    return os.environ.get("REFLEX_ENV_MODE") == "prod"


def local_ports() -> tuple[int, ...]:
    """The ports of this machine on which pages are served."""
    config = rx.config.get_config()
    return tuple(dict.fromkeys(port for port in (config.frontend_port, config.backend_port) if port))


def make_auth_provider(settings: Settings) -> DevProvider:
    """Who signs people in.

    Raises:
        SettingsError: The development provider, in production, without permission.
    """
    return DevProvider(
        Path(settings.state_dir),
        loopback_origins(*local_ports()),
        people=DEMO_PEOPLE,
        is_production=is_production(),
        is_allowed_in_production=settings.auth_dev_allow_prod,
    )


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Runtime]:
    """Everything that a worker needs, connected for as long as the block runs.

    An external database that does not answer is no reason to stay down: its pages say so, and recover by themselves.

    Raises:
        SettingsError: A setting or the mapping file is wrong.
        Unavailable: The primary database does not answer.
    """
    async with AsyncExitStack() as stack:
        mapping = load_mapping(settings.external_mapping)
        provider = make_auth_provider(settings)
        primary = await open_primary(
            settings.primary_database_url,
            secret=settings.secret_key,
            driver=settings.mongo_driver,
            timeout=settings.primary_timeout,
        )
        stack.push_async_callback(primary.close)
        source = open_source(
            settings.external_database_url,
            mapping,
            codec=CursorCodec(settings.secret_key),
            driver=settings.mongo_driver,
            timeout=settings.external_timeout,
        )
        stack.push_async_callback(source.close)
        redis = connect_redis(settings.redis_url) if settings.redis_url else None
        if redis:
            stack.push_async_callback(close_redis, redis)
        client = await stack.enter_async_context(QueryClient())
        yield Runtime(
            settings=settings,
            client=client,
            binding=Binding(client),
            primary=primary,
            source=source,
            verifier=provider.verifier(),
            auth_provider=provider,
            redis=redis,
        )
