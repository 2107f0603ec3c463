"""Words of people on the screen: whatever they are, they stay words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from state.binding import notice, text_from_browser

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("say", [notice.said, notice.done, notice.failed])
@pytest.mark.parametrize(
    "name", ["<reflex.Var>x</reflex.Var>", "<reflex.Var>1</reflex.Var>", "<reflex.Var></reflex.Var>", "`${1}`"]
)
def test_a_name_that_reads_like_an_expression_stays_a_name(say, name: str) -> None:
    event = say(f"{name} was saved")

    assert "was saved" in str(event.args)


def test_toasts_are_made_in_one_place_only() -> None:
    sources = [path for folder in ("app", "state") for path in (ROOT / folder).rglob("*.py") if path.name != "notice.py"]
    makers = [path.name for path in sources if re.search(r"rx\.toast(\.(success|error|info|warning))?\(", path.read_text())]

    assert makers == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("plain", "plain"), (5, ""), (None, ""), ({"$gt": ""}, ""), ("\ud800", "?"), ("é漢", "é漢"), ("x" * 10_000, "x" * 1_000)],
)
def test_what_a_browser_sends_becomes_text_that_can_be_sent_back(sent, kept: str) -> None:
    assert text_from_browser(sent) == kept
    text_from_browser(sent).encode()
