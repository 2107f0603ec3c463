"""Alive and ready are two questions."""

from __future__ import annotations

import asyncio
import dataclasses

import httpx

from app.api import create_api, health
from state.runtime import NotRunning


def caller(api):
    return httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://localhost:8000")


async def test_a_process_without_databases_is_alive_but_not_ready():
    def runtime():
        raise NotRunning("starting")

    async with caller(create_api(runtime)) as http:
        alive, ready = await http.get("/healthz"), await http.get("/readyz")

    assert alive.json() == {"status": "alive"}
    assert (ready.status_code, ready.json()["not_ready"]) == (503, ["app"])


async def test_with_everything_there_it_is_ready(service):
    answer = await service.http.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "ready": ["primary", "migrations", "external"]})


async def test_what_is_missing_is_named_without_its_address(service):
    (service.folder / "external.db").unlink()

    answer = await service.http.get("/readyz")

    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.json()["not_ready"] == ["external"]
    assert answer.json()["ready"] == ["primary", "migrations"]
    assert "sqlite" not in answer.text
    assert ".db" not in answer.text


async def test_a_database_without_its_migrations_is_not_ready(service, tmp_path):
    settings = service.runtime.settings.model_copy(update={"primary_database_url": f"sqlite:///{tmp_path}/empty.db"})
    runtime = dataclasses.replace(service.runtime, settings=settings)

    async with caller(create_api(lambda: runtime)) as http:
        answer = await http.get("/readyz")

    assert answer.json()["not_ready"] == ["migrations"]


async def test_a_check_that_hangs_counts_as_missing_and_holds_up_no_other(service, monkeypatch):
    monkeypatch.setattr(health, "CHECK_TIMEOUT", 0.01)
    checks = {"slow": asyncio.Event().wait, "fine": service.runtime.primary.ping}

    async with caller(create_api(lambda: service.runtime, checks=lambda _: checks)) as http:
        answer = await http.get("/readyz")

    assert "slow" in answer.json()["not_ready"]


async def test_probes_may_ask_with_head(service):
    assert (await service.http.head("/healthz")).status_code == 200
    assert (await service.http.head("/readyz")).status_code == 200
