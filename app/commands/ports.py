"""Finding a free port on this machine."""

from __future__ import annotations

import errno
import socket

from data.errors import SettingsError

# Development servers listen on the first, but a browser asking for localhost may try the last one before it.
ADDRESSES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::1"))  # noqa: S104 - bound for a moment
LAST_PORT = 65_535


def is_free(port: int) -> bool:
    """Return whether nothing listens at *port* on any local address."""
    return all(_can_bind(family, address, port=port) for family, address in ADDRESSES)


def next_free_port(first: int, *, taken: frozenset[int] = frozenset()) -> int:
    """Return the lowest free port from *first* upwards that is not among *taken*.

    Raises:
        SettingsError: There is none.
    """
    for port in range(first, LAST_PORT + 1):
        if port not in taken and is_free(port):
            return port
    msg = f"No port from {first} upwards is free; stop another program or name a lower port."
    raise SettingsError(msg)


def _can_bind(family: socket.AddressFamily, address: str, *, port: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As servers do: a connection closed a moment ago does not block the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind((address, port))
    except OSError as error:
        # A machine without IPv6 has nothing listening there.
        return error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)
    return True
