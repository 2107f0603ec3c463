"""Who signs people in. ``dev.py`` is the provider that is built in."""

from state.auth.providers.dev import DevProvider, DevSession, DevToken, loopback_origins
from state.auth.providers.dev_sessions import SESSION_AGE

__all__ = ["SESSION_AGE", "DevProvider", "DevSession", "DevToken", "loopback_origins"]
