"""Every list that the app offers is read from an index, and sorted by it."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo import MongoClient
from sqlalchemy import Select, create_engine, text
from sqlalchemy.dialects import sqlite

from data.models import Activity, Entity, Project, ProjectStatus, Role, User, UserStatus, utc_now
from data.models.entity import collection_of
from data.repositories import CursorCodec, ListQuery, Where
from data.repositories.list_plan import ListPlan, plan_list
from data.repositories.mongo_queries import list_filter, sort_keys
from data.repositories.sql_statements import count_statement, list_statement

CODEC = CursorCodec(b"secret")
OURS = Where("organisation", "eq", "org")
ABOUT_ONE = (Where("object_type", "eq", "user"), Where("object_id", "eq", "x"))
SAMPLES: dict[str, Any] = {"role": "admin", "status": "active"}


def sorted_lists() -> list[tuple[type[Entity], tuple[Where, ...], str]]:
    models: list[type[Entity]] = [User, Project, Activity]
    lists = [(model, (OURS,), sort) for model in models for field in sorted(model.sort_fields) for sort in (field, f"-{field}")]
    return [*lists, (Activity, ABOUT_ONE, "-at")]


def filtered_lists() -> list[tuple[type[Entity], tuple[Where, ...], str]]:
    return [
        (User, (OURS, Where("role", "eq", Role.admin)), "name"),
        (User, (OURS, Where("status", "in", [UserStatus.active, UserStatus.invited])), "-last_seen_at"),
        (User, (OURS, Where("name", "contains", "an")), "email"),
        (User, (Where("email", "eq", "ann@example.com"),), "-created_at"),
        (User, (Where("clerk_id", "eq", "user_x"),), "-created_at"),
        (Project, (OURS, Where("status", "eq", ProjectStatus.active)), "name"),
        (Project, (OURS, Where("member_ids", "contains", "ann")), "name"),
        (Project, (Where("owner_id", "eq", "ann"),), "name"),
        (Activity, (OURS, Where("actor_id", "eq", "ann")), "-at"),
    ]


def plans(model: type[Entity], where: tuple[Where, ...], sort: str) -> list[ListPlan]:
    """Return the list's first page and a later one."""
    field = sort.removeprefix("-")
    value = SAMPLES.get(field, utc_now().isoformat() if field.endswith("at") else "x")
    cursor = CODEC.encode([value, "x"], collection=collection_of(model), sort=sort)
    return [plan_list(model, ListQuery(where=where, sort=sort, after=after), codec=CODEC) for after in (None, cursor)]


def sqlite_plan(url: str, statement: Select[Any]) -> str:
    engine = create_engine(url)
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        connection.connection.create_function("folded", 1, str.casefold)
        plan = "; ".join(row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", "\\:"))))
    engine.dispose()
    return plan


def mongo_stages(plan: dict[str, Any]) -> set[str]:
    inner = [plan["inputStage"]] if "inputStage" in plan else plan.get("inputStages", [])
    return {plan["stage"]}.union(*map(mongo_stages, inner))


@pytest.mark.parametrize(("model", "where", "sort"), sorted_lists(), ids=str)
def test_sqlite_reads_a_sorted_list_from_an_index(
    sqlite_url: str, model: type[Entity], where: tuple[Where, ...], sort: str
) -> None:
    for plan in plans(model, where, sort):
        explained = sqlite_plan(sqlite_url, list_statement(model, plan))

        assert "USING INDEX" in explained
        assert "SCAN" not in explained
        assert "TEMP B-TREE" not in explained


@pytest.mark.parametrize(("model", "where", "sort"), filtered_lists(), ids=str)
def test_sqlite_reads_a_filtered_list_from_an_index(
    sqlite_url: str, model: type[Entity], where: tuple[Where, ...], sort: str
) -> None:
    table = collection_of(model)
    for plan in plans(model, where, sort):
        explained = sqlite_plan(sqlite_url, list_statement(model, plan))
        counted = sqlite_plan(sqlite_url, count_statement(model, plan, cap=10))

        assert f"SEARCH {table} USING INDEX" in explained
        assert f"SCAN {table}" not in explained
        assert f"SCAN {table}" not in counted


def test_mongo_reads_every_list_from_an_index(mongo_url: str) -> None:
    with MongoClient[dict[str, Any]](mongo_url) as client:
        database = client.get_default_database()
        for model, where, sort in (*sorted_lists(), *filtered_lists()):
            for plan in plans(model, where, sort):
                found = database[collection_of(model)].find(list_filter(model, plan)).sort(sort_keys(plan)).limit(51)
                stages = mongo_stages(found.explain()["queryPlanner"]["winningPlan"])

                assert "IXSCAN" in stages, (model, where, sort)
                assert "COLLSCAN" not in stages, (model, where, sort)
                assert "SORT" not in stages or (model, where, sort) in filtered_lists(), (model, where, sort)
