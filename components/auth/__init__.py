"""Signing in and out, as the browser sees it. Start reading at ``auth_bridge.py``."""

from components.auth.auth_bridge import auth_shell, sign_out
from components.auth.sign_in_card import sign_in_card

__all__ = ["auth_shell", "sign_in_card", "sign_out"]
