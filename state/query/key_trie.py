"""Finds the entries under a key prefix in time proportional to how many there are.

One level a key part. A mapping or a list in a prefix may match in part, so from there on candidates are compared.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from state.query.keys import KeyHash, QueryKey, is_container, is_under, token_of

if TYPE_CHECKING:
    from state.query.query import Query


class _Node:
    __slots__ = ("children", "queries")

    def __init__(self) -> None:
        self.children: dict[Hashable, _Node] = {}
        self.queries: dict[KeyHash, Query] = {}  # by identity: the same key in several scopes


class KeyTrie:
    """An index of queries by the parts of their keys."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, query: Query) -> None:
        """Take *query* in."""
        node = self._root
        for token in query.key_hash:
            child = node.children.get(token)
            if child is None:
                child = node.children[token] = _Node()
            node = child
        node.queries[query.identity] = query

    def remove(self, query: Query) -> None:
        """Take *query* out, and with it the levels nobody needs any more."""
        path = [self._root]
        for token in query.key_hash:
            path.append(path[-1].children[token])
        del path[-1].queries[query.identity]
        for token, parent, node in zip(reversed(query.key_hash), reversed(path[:-1]), reversed(path[1:]), strict=True):
            if node.children or node.queries:
                return
            del parent.children[token]

    def under(self, prefix: QueryKey) -> Iterator[Query]:
        """Yield every query whose key begins with *prefix*, in no order."""
        node, is_exact = self._root, True
        for part in prefix:
            if is_container(part):
                is_exact = False
                break
            child = node.children.get(token_of(part))
            if child is None:
                return
            node = child
        for query in _all_below(node):
            if is_exact or is_under(query.key, prefix):
                yield query


def _all_below(node: _Node) -> Iterator[Query]:
    open_nodes = [node]
    while open_nodes:
        node = open_nodes.pop()
        yield from node.queries.values()
        open_nodes.extend(node.children.values())
