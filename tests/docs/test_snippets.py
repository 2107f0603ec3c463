"""Every snippet of README and docs does what the text says: settings and mappings are accepted, code runs, commands exist."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values
from typer.testing import CliRunner

from app.api import create_api
from app.cli import cli
from data.settings import Settings
from data.sources import parse_mapping
from state.runtime import runtime

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@dataclass(frozen=True)
class Snippet:
    """A fenced block of a text."""

    text: str
    language: str
    body: str

    def __str__(self) -> str:
        return f"{self.text}: {self.body.splitlines()[0][:40]}"


def snippets(*languages: str) -> list[Snippet]:
    """The blocks of all texts in these languages."""
    found = [
        Snippet(path.name, *match.groups()) for path in TEXTS for match in FENCE.finditer(path.read_text(encoding="utf-8"))
    ]
    return [snippet for snippet in found if snippet.language in languages]


def test_every_snippet_is_of_a_kind_that_is_tested() -> None:
    assert {snippet.language for snippet in snippets(*_languages())} <= {"bash", "ini", "toml", "python", "http", "json"}


def _languages() -> set[str]:
    return {match[1] for path in TEXTS for match in FENCE.finditer(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("snippet", snippets("ini"), ids=str)
def test_settings_are_known_and_accepted(snippet: Snippet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text(snippet.body, encoding="utf-8")
    (tmp_path / "mapping.toml").touch()
    monkeypatch.chdir(tmp_path)

    values = dotenv_values(file)

    assert {name.lower() for name in values} <= Settings.model_fields.keys()
    assert Settings(_env_file=file)  # type: ignore[call-arg]


@pytest.mark.parametrize("snippet", snippets("toml"), ids=str)
def test_mappings_are_read(snippet: Snippet) -> None:
    assert parse_mapping(snippet.body).resources


@pytest.mark.parametrize("snippet", snippets("json"), ids=str)
def test_answers_are_json(snippet: Snippet) -> None:
    assert json.loads(snippet.body)


@pytest.mark.parametrize("snippet", snippets("bash"), ids=str)
def test_commands_exist(snippet: Snippet) -> None:
    for line in snippet.body.splitlines():
        words = shlex.split(line, comments=True)
        if not words:
            continue
        if words[0] == "refetch":
            names = [word for word in words[1:] if re.fullmatch(r"[a-z-]+", word)][:2]
            names = names if names[0] == "migrate" else names[:1]
            assert CliRunner().invoke(cli, [*names, "--help"]).exit_code == 0, line
        else:
            script = ROOT / words[0]
            assert script.is_file(), line
            assert script.stat().st_mode & 0o111, line


@pytest.mark.parametrize("snippet", snippets("http"), ids=str)
def test_requests_name_a_route_of_the_api(snippet: Snippet) -> None:
    method, address = snippet.body.split(maxsplit=1)
    paths: dict[str, Any] = create_api(runtime).openapi()["paths"]

    assert method.lower() in paths[address.strip().partition("?")[0]]


def test_the_python_of_a_text_runs_from_top_to_bottom() -> None:
    for name in {snippet.text for snippet in snippets("python")}:
        names: dict[str, Any] = {"__name__": "docs"}
        for snippet in snippets("python"):
            if snippet.text == name:
                # As a file of its own, so that Reflex can read the source of what it declares.
                exec(compile(ast.parse(snippet.body), name, "exec"), names)  # noqa: S102 - our own documentation
        for made in [value for key, value in names.items() if key.endswith("_page")]:
            assert made() is not None
        if inspect.iscoroutinefunction(names.get("main")):
            asyncio.run(names["main"]())


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
