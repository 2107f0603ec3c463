"""A program and everything it starts, stopped together.

Reflex starts npm, npm starts Node, and the server starts workers; when one of them is killed the others stay. They all
belong to one process group, made here, so the group is what gets the signals.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

# Seconds that the tree gets to end by itself after each of these, before the next one is sent.
STEPS = ((signal.SIGINT, 4.0), (signal.SIGTERM, 2.0), (signal.SIGKILL, 2.0))
POLL = 0.1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_tree(command: Sequence[str], *, env: Mapping[str, str], while_running: Callable[[ProcessTree], None]) -> int:
    """Run *command* until it ends or this process is told to stop; return its exit code, or 0 when it was told to stop.

    Args:
        command: Program and arguments.
        env: Its whole environment.
        while_running: Called once after the start; may block, and returns when the tree no longer runs.
    """
    tree = ProcessTree()
    before = {number: signal.signal(number, tree.ask_to_stop) for number in STOP_SIGNALS}
    try:
        tree.start(command, env=env)
        while_running(tree)
        while tree.is_running():
            time.sleep(POLL)
        return tree.exit_code()
    finally:
        # The handlers stay until the end: a second Ctrl-C must not leave half of the tree behind.
        tree.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


class ProcessTree:
    """One program in a process group of its own."""

    def __init__(self) -> None:
        self._is_asked_to_stop = False
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], *, env: Mapping[str, str]) -> None:
        """Start *command*; its output goes where ours goes, and it gets no input."""
        self._process = subprocess.Popen(command, env=dict(env), stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Take a signal: from now on the tree does not count as running."""
        self._is_asked_to_stop = True

    def is_running(self) -> bool:
        """Return whether the program runs and nobody asked it to stop."""
        return not self._is_asked_to_stop and self._process is not None and self._process.poll() is None

    def exit_code(self) -> int:
        """Return the program's exit code; 0 when it was asked to stop."""
        return 0 if self._is_asked_to_stop or self._process is None else self._process.wait()

    def stop(self) -> None:
        """End every process of the group: politely first, with force after some seconds."""
        for number, patience in STEPS:
            if not self._send(number):
                return
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                if not self._send(0):
                    return
                time.sleep(POLL)

    def _send(self, number: int) -> bool:
        if self._process is None:
            return False
        self._process.poll()  # collects our own child, which would count as a member of the group for ever
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True
