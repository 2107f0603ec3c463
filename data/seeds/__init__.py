"""Data to begin with: deterministic, and safe to run again. ``primary.py`` fills the primary database."""
