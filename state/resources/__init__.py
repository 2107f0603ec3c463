"""What the product works with: a noun's key, fetch, freshness and mutations stand together, once."""
