"""The REST API. Start reading at ``api.py``; an endpoint's file is found by its URL, below ``v1/``."""

from app.api.api import create_api
from app.api.health import Check, standard_checks

__all__ = ["Check", "create_api", "standard_checks"]
