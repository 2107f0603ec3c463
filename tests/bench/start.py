"""How long ``scripts/dev`` takes to the first page: on a fresh clone without an environment, and again after that.

The floor is Reflex's own command line printing its version in the same environment: the least that any Reflex app pays.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
WARM_REPETITIONS = 3


def measure() -> dict[str, float]:
    """Seconds: ``cold_s`` (installation included), ``warm_s`` (median) and ``floor_s`` (median)."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["/usr/bin/env", "git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        cold = _first_page(clone)
        warm = [_first_page(clone) for _ in range(WARM_REPETITIONS)]
        floor = [_floor(clone) for _ in range(WARM_REPETITIONS)]
    return {"cold_s": cold, "warm_s": median(warm), "floor_s": median(floor)}


def _first_page(clone: Path) -> float:
    start = time.monotonic()
    command = ["scripts/dev", "--port", str(free_port()), "--api-port", str(free_port())]
    with subprocess.Popen(
        command,
        cwd=clone,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=_environment(),
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if re.search(r"Refetch is ready", line):
                break
        else:
            raise RuntimeError("".join(said))
        seconds = time.monotonic() - start
        os.killpg(process.pid, signal.SIGINT)
        process.stdout.read()
    return seconds


def _floor(clone: Path) -> float:
    start = time.monotonic()
    subprocess.run([clone / ".venv/bin/reflex", "--version"], check=True, capture_output=True, env=_environment())
    return time.monotonic() - start


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
