"""What one browser tab tells the engine: whether it is looked at, and whether it has a connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from state.query.notifier import report

Signal: TypeAlias = Literal["focus", "blur", "online", "offline"]


class SessionSignals:
    """The signals of one session; its observers listen. One tab never refetches or pauses everybody."""

    def __init__(self, focused: bool = True, online: bool = True) -> None:
        self._focused = focused
        self._online = online
        self._listeners: dict[object, Callable[[Signal], object]] = {}

    @property
    def focused(self) -> bool:
        """Whether somebody looks at the tab."""
        return self._focused

    @property
    def online(self) -> bool:
        """Whether the tab has a connection."""
        return self._online

    def set_focused(self, focused: bool) -> None:
        """Say whether the tab is looked at; the value it already has tells nobody."""
        if focused is not self._focused:
            self._focused = focused
            self._tell("focus" if focused else "blur")

    def set_online(self, online: bool) -> None:
        """Say whether the tab has a connection; the value it already has tells nobody."""
        if online is not self._online:
            self._online = online
            self._tell("online" if online else "offline")

    def subscribe(self, listener: Callable[[Signal], object]) -> Callable[[], None]:
        """Call *listener* with every change; return the function that takes it out again."""
        token = object()
        self._listeners[token] = listener

        def leave() -> None:
            self._listeners.pop(token, None)

        return leave

    def _tell(self, signal: Signal) -> None:
        for listener in tuple(self._listeners.values()):
            try:
                listener(signal)
            except Exception as error:  # noqa: BLE001 - one observer must not stop the others
                report(error, message=f"A session listener failed: {listener!r}")
