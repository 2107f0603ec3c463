"""What every page needs to draw a query."""

from components.query.query_boundary import query_boundary, query_claim
from components.query.query_states import failed, freshness_of, stale

__all__ = ["failed", "freshness_of", "query_boundary", "query_claim", "stale"]
