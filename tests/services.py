"""Outside programs that some tests need: they are used where they are, and never replaced by a pretence."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing_service(name: str, fix: str) -> NoReturn:
    """Skip the test and say why; fail it where ``REQUIRE_SERVICES=1`` says that everything must be there."""
    reason = f"{name} is missing: {fix}"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
