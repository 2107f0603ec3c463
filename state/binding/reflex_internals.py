"""Every Reflex internal that the binding leans on, each behind one small function.

Reflex is pinned; ``tests/state/binding/test_reflex_internals.py`` holds one contract test per function. When an upgrade breaks
one, this is the only module to change.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any, cast

import reflex as rx
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import BACKGROUND_TASK_MARKER

type_setattr = type.__setattr__


def client_token(state: Any) -> str:
    """The browser tab that a state belongs to; it survives reconnects and reloads."""
    return cast("str", state.rx_router_session.client_token)


def connection_id(state: Any) -> str:
    """The websocket that the tab is connected with now; a reconnect brings a new one."""
    return cast("str", state.rx_router_session.session_id)


def mark_dirty(state: Any, names: Collection[str]) -> None:
    """Have the next delta of *state* carry these vars, and all that is computed from them."""
    if names:
        state.dirty_vars.update(names)
        state._mark_dirty(names)


def wire_name(name: str) -> str:
    """What a var is called on the wire."""
    return name + FIELD_MARKER


def copy_handler(cls: Any, handler: Callable[..., Any]) -> Callable[..., Any]:
    """A copy of an event handler that belongs to *cls*, so that its event loads that state only."""
    return cast("Callable[..., Any]", cls._copy_fn(handler))


def add_event_handler(cls: Any, fn: Callable[..., Any], handler_type: type[Any]) -> None:
    """Give a finished state class one more event handler, named after *fn*."""
    handler = cls._create_event_handler(fn, handler_type)
    cls.event_handlers[fn.__name__] = handler
    type_setattr(cls, fn.__name__, handler)


def in_background(fn: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Mark *fn* as a background handler called *name*. Reflex names an event after the qualified name."""
    fn.__name__ = fn.__qualname__ = name
    setattr(fn, BACKGROUND_TASK_MARKER, True)
    return fn


def overrides_reflex(method: Callable[..., Any]) -> Callable[..., Any]:
    """Allow a State subclass to define a name that Reflex reserves."""
    method.__override_base_method__ = True  # type: ignore[attr-defined]
    return method


def on_disconnect(app: rx.App, listener: Callable[[str, str], None]) -> None:
    """Have ``listener(token, connection)`` called whenever a websocket is gone. It may be called twice for one socket."""
    namespace = cast("Any", app.event_namespace)
    original = namespace.on_disconnect

    def announced(sid: str, *reason: Any) -> Any:
        if token := namespace.sid_to_token.get(sid):
            listener(token, sid)
        return original(sid, *reason)

    namespace.on_disconnect = announced


def backlog(app: rx.App, token: str) -> int:
    """How many packets wait for a tab that reads slowly. The queue of a socket has no bound of its own."""
    namespace, server = cast("Any", app.event_namespace), cast("Any", app.sio)
    record = namespace._token_manager.token_to_socket.get(token)
    socket_id = record and server.manager.eio_sid_from_sid(record.sid, namespace.namespace)
    socket = server.eio.sockets.get(socket_id)
    return socket.queue.qsize() if socket else 0


@asynccontextmanager
async def session_states(app: rx.App, token: str, cls: type[rx.State]) -> AsyncIterator[Any]:
    """The root state of a tab, locked; what was changed is sent when the block ends."""
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=cls)) as root:
        yield root
