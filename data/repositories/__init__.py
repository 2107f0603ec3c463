"""Repositories: how the layers above read and write the primary database, whatever keeps it."""

from data.repositories.cursor import CursorCodec
from data.repositories.protocols import Change, Count, ListQuery, Page, ReadRepository, Repository, Where

__all__ = ["Change", "Count", "CursorCodec", "ListQuery", "Page", "ReadRepository", "Repository", "Where"]
