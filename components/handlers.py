"""Kinds of event handlers that components take. A state's ``EventHandler`` fits all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

OnPress: TypeAlias = Any
"""Runs without arguments: ``UsersState.retry`` or ``UsersState.remove(user_id)``."""

OnChoose: TypeAlias = Callable[..., Any]
"""Called while the page is built, with the vars of one row or item: ``UsersState.open`` -> ``UsersState.open(row.id)``."""

OnValue: TypeAlias = Any
"""Receives one value from the browser: a text, a flag (open or closed) or a submitted form."""

Text: TypeAlias = Any
"""A ``str`` or a ``Var[str]``."""

Flag: TypeAlias = Any
"""A ``bool`` or a ``Var[bool]``."""
