"""What every page needs to draw a query."""

from components.query.query_boundary import query_boundary, query_claim

__all__ = ["query_boundary", "query_claim"]
