"""Where to go after signing in: never to another site."""

from __future__ import annotations

import pytest

from state.auth import safe_return_path, sign_in_url


@pytest.mark.parametrize("path", ["/", "/users", "/users/1?tab=activity#top", "/a//b", "/@name"])
def test_a_path_on_this_site_is_kept(path):
    assert safe_return_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "users", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "javascript:alert(1)",
     "/\t/evil.example", "/\n/evil.example", "/a\\b", " /users", "/" + "a" * 3_000],
)  # fmt: skip
def test_anything_else_leads_to_the_start_page(path):
    assert safe_return_path(path) == "/"


def test_the_sign_in_page_is_told_where_to_go_back_to():
    assert sign_in_url("/sign-in", return_to="/users?page=2&a=b") == "/sign-in?next=/users%3Fpage%3D2%26a%3Db"
    assert sign_in_url("/sign-in", return_to="/") == "/sign-in"
    assert sign_in_url("/sign-in", return_to="//evil.example") == "/sign-in"
