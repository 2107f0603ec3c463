"""``scripts/bench start`` and ``scripts/bench live``: measure, print, and with ``--json FILE`` write down."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tests.bench import live, start


class Subject(StrEnum):
    """What can be measured."""

    start = "start"
    live = "live"


def main(
    subject: Subject, json_file: Annotated[Path | None, typer.Option("--json", help="Where to write the figures.")] = None
) -> None:
    """Measure one thing on this machine."""
    figures = {Subject.start: start.measure, Subject.live: live.measure}[subject]()
    for name, value in figures.items():
        typer.echo(f"{name:<28}{value:>10.2f}")
    if json_file:
        json_file.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
