"""What the models promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from data.errors import Invalid
from data.models import Project, ProjectUpdate, Role, User, UserCreate, UserPublic, UserUpdate, to_utc
from data.models.text import checked_email, checked_text


@pytest.mark.parametrize(
    "address", ["a@b.co", "first.last+tag@sub.example.com", "o'brien@x-y.example", "  ANN@Example.COM ", f"{'a' * 64}@b.co"]
)
def test_an_email_address_is_accepted(address: str) -> None:
    assert checked_email(address) == address.strip().lower()


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b", "a@", "a b@c.de", "a@b..co", ".a@b.co", "a.@b.co", "a..b@c.de", "a@-b.co", "a@b-.co", "a@b.co\n.x",
     "a@b.co,c@d.ef", "a@[127.0.0.1]", "<a@b.co>", f"{'a' * 65}@b.co", f"a@{'b' * 250}.co", "ann@exämple.com", "a\x00@b.co"],
)  # fmt: skip
def test_what_is_no_email_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        checked_email(address)


def test_a_time_without_its_zone_is_refused_and_others_are_cut_to_milliseconds() -> None:
    moment = datetime(2026, 3, 2, 10, 0, 0, 123_999, tzinfo=timezone(timedelta(hours=1)))

    assert to_utc(moment) == datetime(2026, 3, 2, 9, 0, 0, 123_000, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        to_utc(datetime(2026, 3, 2))  # noqa: DTZ001
    with pytest.raises(Invalid, match="last_seen_at must name its time zone"):
        User.checked({"name": "Ann", "email": "a@b.co", "organisation": "org", "last_seen_at": datetime(2026, 3, 2)})  # noqa: DTZ001


def test_what_is_wrong_with_a_row_is_said_field_by_field() -> None:
    with pytest.raises(Invalid) as caught:
        User.checked({"name": " ", "email": "x", "organisation": "org"})

    assert caught.value.fields == {
        "name": "must not be empty",
        "email": "must be an e-mail address such as name@company.com",
    }
    assert caught.value.message.startswith("This user cannot be saved: name must not be empty, email must be")


def test_search_text_follows_name_and_email() -> None:
    person = User.checked({"name": "Élodie STRAßE", "email": "E@Example.com", "organisation": "org"})

    assert person.search_name == "élodie strasse e@example.com"


def test_an_update_names_only_what_changes() -> None:
    assert UserUpdate(name=" Ann ", role=Role.admin).named() == {"name": "Ann", "role": Role.admin}
    assert ProjectUpdate(description="").named() == {"description": ""}


@pytest.mark.parametrize("body", [{"name": None}, {"organisation": "other"}, {"id": "x"}, {"version": 3}, {"email": "x"}])
def test_an_update_that_is_not_allowed_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        UserUpdate.model_validate(body)


def test_a_create_body_invites_by_default_and_takes_nothing_else() -> None:
    body = UserCreate(name="Ann", email="A@b.co", role=Role.viewer)

    assert (body.status, body.email) == ("invited", "a@b.co")
    with pytest.raises(ValidationError):
        UserCreate.model_validate({"name": "Ann", "email": "a@b.co", "role": "viewer", "clerk_id": "user_x"})


def test_what_others_see_holds_no_internal_field() -> None:
    public = UserPublic.model_validate(User(name="Ann", email="a@b.co", organisation="org"))

    assert not {"clerk_id", "search_name", "deleted_at"} & set(public.model_dump())


def test_a_description_may_have_lines_but_no_other_control_characters() -> None:
    assert checked_text(" one\n\ttwo\r\n ") == "one\n\ttwo"
    with pytest.raises(ValueError, match="control"):
        checked_text("a\x1bb")


def test_members_are_named_once() -> None:
    project = Project.checked({"name": "A", "owner_id": "x", "organisation": "org", "member_ids": ["b", "a", "b"]})

    assert project.member_ids == ["b", "a"]
