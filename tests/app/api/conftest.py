"""A whole API on real databases: SQLite files, seeded once and copied for each test."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.api import create_api
from data.migrations import migrate_up, open_migration_target
from data.repositories import CursorCodec
from data.repositories.primary import open_primary
from data.seeds.demo_people import DEMO_PEOPLE
from data.seeds.external import seed_external
from data.seeds.primary import seed_primary
from data.settings import Settings
from data.sources import load_mapping, open_source
from state.auth.providers import DevProvider
from state.query import QueryClient
from state.runtime import Runtime

ORIGIN = "http://localhost:3000"
SECRET = b"a secret for tests, and only that"


@dataclass
class Service:
    """The API as a caller reaches it, and what stands behind it."""

    runtime: Runtime
    http: httpx.AsyncClient
    folder: Path

    def bearer(self, who: str = "Amara") -> dict[str, str]:
        """Headers of one of the demo people, by first name."""
        person = next(person for person in DEMO_PEOPLE if person.name.startswith(who))
        return {"Authorization": f"Bearer {self.runtime.auth_provider.mint(person).token}"}

    async def get(self, path: str, who: str = "Amara", **options) -> httpx.Response:
        """GET *path* as one of the demo people."""
        return await self.http.get(path, headers=self.bearer(who), **options)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory) -> Path:
    """A folder with both databases."""
    folder = tmp_path_factory.mktemp("seeded")
    url = f"sqlite:///{folder}/primary.db"
    with open_migration_target(url) as target:
        migrate_up(target)

    async def fill() -> None:
        primary = await open_primary(url, secret=SECRET)
        await seed_primary(primary.users, primary.projects, primary.activities, count=40)
        await primary.close()

    asyncio.run(fill())
    seed_external(folder / "external.db", 60)
    return folder


@pytest.fixture(scope="session")
def provider_folder(tmp_path_factory) -> Path:
    """Where the provider keeps its signing key."""
    return tmp_path_factory.mktemp("provider")


@pytest.fixture(scope="session")
def provider(provider_folder) -> DevProvider:
    """Who signs people in; one for all tests, because making its key takes a while and sessions do not touch each other."""
    return DevProvider(provider_folder, [ORIGIN], people=DEMO_PEOPLE)


@pytest.fixture
async def service(seeded, provider, tmp_path):
    """The API, connected."""
    state_dir = tmp_path / "state"
    shutil.copytree(seeded, state_dir)
    settings = Settings(
        _env_file=None,
        state_dir=str(state_dir),
        primary_database_url=f"sqlite:///{state_dir}/primary.db",
        external_database_url=f"sqlite:///{state_dir}/external.db",
    )
    primary = await open_primary(settings.primary_database_url, secret=SECRET)
    source = open_source(settings.external_database_url, load_mapping(""), codec=CursorCodec(SECRET))
    async with QueryClient() as client:
        runtime = Runtime(
            settings=settings,
            client=client,
            binding=None,  # pages only
            primary=primary,
            source=source,
            verifier=provider.verifier(),
            auth_provider=provider,
        )
        transport = httpx.ASGITransport(create_api(lambda: runtime))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
            yield Service(runtime, http, state_dir)
    await source.close()
    await primary.close()
