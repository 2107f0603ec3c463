"""Users, projects and activities, with an index for every list that is offered.

The indexes of lists begin with the organisation and end with the id, which breaks ties: a page is one range of one of them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations
from pymongo.database import Database

# Table -> index -> columns. The names are the same in SQL and in MongoDB.
INDEXES: dict[str, dict[str, list[str]]] = {
    "users": {
        "ix_users_clerk_id": ["clerk_id"],
        "ix_users_organisation_name": ["organisation", "name", "id"],
        "ix_users_organisation_email": ["organisation", "email", "id"],
        "ix_users_organisation_role": ["organisation", "role", "id"],
        "ix_users_organisation_status": ["organisation", "status", "id"],
        "ix_users_organisation_last_seen_at": ["organisation", "last_seen_at", "id"],
        "ix_users_organisation_created_at": ["organisation", "created_at", "id"],
    },
    "projects": {
        "ix_projects_organisation_name": ["organisation", "name", "id"],
        "ix_projects_organisation_status": ["organisation", "status", "id"],
        "ix_projects_organisation_created_at": ["organisation", "created_at", "id"],
        "ix_projects_organisation_updated_at": ["organisation", "updated_at", "id"],
        "ix_projects_owner_id": ["owner_id"],
    },
    "activities": {
        "ix_activities_organisation_at": ["organisation", "at", "id"],
        "ix_activities_organisation_created_at": ["organisation", "created_at", "id"],
        "ix_activities_object": ["object_type", "object_id", "at", "id"],
    },
}
# An e-mail address is free again when its user has been deleted.
UNIQUE_EMAIL = "ux_users_email"


def sql_up(op: Operations) -> None:
    op.create_table("users", *_entity_columns(), *_user_columns())
    op.create_table("projects", *_entity_columns(), *_project_columns())
    op.create_table("activities", *_entity_columns(), *_activity_columns())
    op.create_index(UNIQUE_EMAIL, "users", ["email"], unique=True, sqlite_where=sa.text("deleted_at IS NULL"))
    for table, indexes in INDEXES.items():
        for name, columns in indexes.items():
            op.create_index(name, table, columns)


def sql_down(op: Operations) -> None:
    for table in reversed(INDEXES):
        op.drop_table(table)


def mongo_up(database: Database[dict[str, Any]]) -> None:
    there = set(database.list_collection_names())
    for collection, indexes in INDEXES.items():
        # Transactions and change streams want a collection that exists.
        if collection not in there:
            database.create_collection(collection)
        for name, columns in indexes.items():
            database[collection].create_index([("_id" if column == "id" else column, 1) for column in columns], name=name)
    database["users"].create_index([("email", 1)], name=UNIQUE_EMAIL, unique=True, partialFilterExpression={"deleted_at": None})


def mongo_down(database: Database[dict[str, Any]]) -> None:
    for collection in reversed(INDEXES):
        database.drop_collection(collection)


def _entity_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.Column("deleted_at", sa.DateTime, nullable=True),
    ]


def _user_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("clerk_id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("search_name", sa.String(614), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("avatar_url", sa.String(500), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("last_seen_at", sa.DateTime, nullable=False),
    ]


def _project_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("search_name", sa.String(6361), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.String(64), nullable=False),
        sa.Column("member_ids", sa.JSON, nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False),
    ]


def _activity_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("actor_id", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(120), nullable=False),
        sa.Column("verb", sa.String(40), nullable=False),
        sa.Column("object_type", sa.String(40), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sa.Column("object_name", sa.String(120), nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    ]
