"""How a result reaches a browser tab. Authors need ``QueryState``, ``query_var``, ``mutation``; start at ``binding.py``."""

from state.binding import notice
from state.binding.binding import Binding
from state.binding.from_browser import text_from_browser
from state.binding.mutation import MutationHandler, mutation
from state.binding.query_ref import QueryRef, QueryView
from state.binding.query_state import QueryState
from state.binding.query_var import query_var
from state.binding.wire import MutationMeta, Problem

__all__ = [
    "Binding",
    "MutationHandler",
    "MutationMeta",
    "Problem",
    "QueryRef",
    "QueryState",
    "QueryView",
    "mutation",
    "notice",
    "query_var",
    "text_from_browser",
]
