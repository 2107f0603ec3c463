"""Who may do what, and how long somebody is somebody."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from state.auth import PERMISSIONS, ROLES, Principal, permissions_of


def principal(**changes):
    values = Principal("user_1", "sess_1", "Ann", "ann@example.com", "org_1", "One", "viewer", 1_000, 1_060, "issuer")
    return replace(values, **changes)


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        ("owner", {"users:read", "users:write", "users:delete", "users:manage", "resources:read"}),
        ("admin", {"users:read", "users:write", "users:delete", "users:manage", "resources:read"}),
        ("editor", {"users:read", "users:write", "resources:read"}),
        ("viewer", {"users:read", "resources:read"}),
    ],
)
def test_each_role_may_do_what_the_table_says_and_nothing_else(role, permissions):
    assert permissions_of(role) == permissions
    assert {permission for permission in PERMISSIONS if principal(role=role).has(permission)} == permissions


def test_an_unknown_role_may_do_nothing():
    assert not any(
        principal(role=role).has(permission) for permission in PERMISSIONS for role in ("", "Owner", "org:owner", "root")
    )


def test_without_an_organisation_nothing_is_permitted():
    assert not principal(role="owner", organisation="").has("users:read")


def test_an_unknown_permission_is_never_granted():
    assert not principal(role="owner").has("users:explode")


def test_the_table_knows_the_roles_that_people_have():
    from data.models import Role

    assert {role.value for role in Role} == set(ROLES)


def test_a_principal_survives_being_stored_as_plain_values():
    stored = json.loads(json.dumps(principal().to_dict()))

    assert Principal.from_dict(stored) == principal()


def test_a_principal_expires_after_the_leeway():
    assert not principal().is_expired(1_064.9)
    assert principal().is_expired(1_065)


@pytest.mark.parametrize("change", [{"user_id": "user_2"}, {"organisation": "org_2"}, {"session_id": "sess_2"}])
def test_another_person_organisation_or_session_has_another_key(change):
    assert principal(**change).key != principal().key


def test_a_fresh_token_or_another_role_keeps_the_key():
    assert principal(issued_at=1_045, expires_at=1_105, role="admin").key == principal().key


def test_a_late_token_of_the_same_session_is_older_but_never_one_of_another_session():
    held = principal(issued_at=1_045)

    assert principal().is_older_than(held)
    assert not held.is_older_than(principal())
    assert not principal(session_id="sess_2").is_older_than(held)
    assert not principal().is_older_than(None)
