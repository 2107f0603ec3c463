"""Defaults for many queries at once, and how they are merged.

Start reading at ``DefaultOptions``; the order of precedence stands in ``options``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict, TypeVar, Unpack

from state.query.errors import InvalidOptionError
from state.query.keys import KeyHash, QueryKey, hash_key, is_under
from state.query.mutation_options import MUTATION_BUILT_IN, MutationOptions
from state.query.options import BUILT_IN, NetworkMode, QueryOptions, RefetchOn, StaleTime, Tags
from state.query.sentinels import MISSING, UNSET

T = TypeVar("T")
V = TypeVar("V")


class QueryDefaults(TypedDict, total=False):
    """The options of a query that may have a default; meanings as in ``QueryOptions``."""

    fn: Any
    stale_time: StaleTime | Callable[[Any], StaleTime]
    gc_time: float
    retry: bool | int | Callable[[int, BaseException], bool] | None
    retry_delay: float | Callable[[int, BaseException], float] | None
    retry_jitter: bool
    network_mode: NetworkMode
    initial_data: Any
    initial_data_updated_at: float | Callable[[], float] | None
    structural_sharing: bool | Callable[[Any, Any], Any]
    meta: Mapping[str, Any] | None
    tags: Tags | Callable[[Any], Tags]
    timeout: float | None
    stale_if_error: float
    negative_ttl: float
    persister: Any
    enabled: bool | Callable[[Any], bool]
    select: Callable[[Any], Any] | None
    placeholder_data: Any
    refetch_interval: float | Callable[[Any], float | None] | None
    refetch_interval_in_background: bool
    refetch_on_mount: RefetchOn | Callable[[Any], RefetchOn]
    refetch_on_focus: RefetchOn | Callable[[Any], RefetchOn]
    refetch_on_reconnect: RefetchOn | Callable[[Any], RefetchOn]
    retry_on_mount: bool
    notify_on_change: Iterable[str] | Callable[[], Iterable[str]] | None
    throw_on_error: bool


class MutationDefaults(TypedDict, total=False):
    """The options of a mutation that may have a default; meanings as in ``MutationOptions``."""

    fn: Any
    on_mutate: Callable[[Any], Any] | None
    on_success: Callable[[Any, Any, Any], Any] | None
    on_error: Callable[[BaseException, Any, Any], Any] | None
    on_settled: Callable[[Any, BaseException | None, Any, Any], Any] | None
    retry: bool | int | Callable[[int, BaseException], bool] | None
    retry_delay: float | Callable[[int, BaseException], float] | None
    retry_jitter: bool
    network_mode: NetworkMode
    gc_time: float
    meta: Mapping[str, Any] | None


class DefaultOptions:
    """What every query and mutation of a client gets unless its key or the call says otherwise.

    Query defaults are given by name: ``DefaultOptions(stale_time=30, retry=2)``; ``queries={...}`` says the same.
    """

    __slots__ = ("mutations", "queries")

    def __init__(
        self,
        *,
        queries: QueryDefaults | None = None,
        mutations: MutationDefaults | None = None,
        **named: Unpack[QueryDefaults],
    ) -> None:
        self.queries: Mapping[str, Any] = _checked({**(queries or {}), **named}, QueryDefaults)
        self.mutations: Mapping[str, Any] = _checked({**(mutations or {})}, MutationDefaults)


class OptionDefaults:
    """The defaults of one client, of everything and of key prefixes; a client is one, so these are methods of it."""

    def __init__(self, general: DefaultOptions) -> None:
        self._queries: dict[str, Any] = {**BUILT_IN, **general.queries}
        self._mutations: dict[str, Any] = {**MUTATION_BUILT_IN, **general.mutations}
        self._query_prefixes: dict[KeyHash, tuple[QueryKey, Mapping[str, Any]]] = {}
        self._mutation_prefixes: dict[KeyHash, tuple[QueryKey, Mapping[str, Any]]] = {}

    def set_query_defaults(self, prefix: QueryKey, **defaults: Unpack[QueryDefaults]) -> None:
        """Give the queries under *prefix* these options unless the call says otherwise; fetches nothing."""
        self._query_prefixes[hash_key(prefix)] = (prefix, _checked({**defaults}, QueryDefaults))

    def set_mutation_defaults(self, prefix: QueryKey, **defaults: Unpack[MutationDefaults]) -> None:
        """Give the mutations under *prefix* these options unless the call says otherwise."""
        self._mutation_prefixes[hash_key(prefix)] = (prefix, _checked({**defaults}, MutationDefaults))

    def get_query_defaults(self, key: QueryKey) -> dict[str, Any]:
        """Return what ``set_query_defaults`` gave the prefixes of *key*; later ones win."""
        return _under(self._query_prefixes, key)

    def get_mutation_defaults(self, key: QueryKey | None) -> dict[str, Any]:
        """Return what ``set_mutation_defaults`` gave the prefixes of *key*; later ones win."""
        return {} if key is None else _under(self._mutation_prefixes, key)

    def stale_time_of(self, options: QueryOptions[Any]) -> Any:
        """Return the stale time *options* end up with, without merging the rest."""
        if options.stale_time is not UNSET:
            return options.stale_time
        if self._query_prefixes:
            return self.get_query_defaults(options.key).get("stale_time", self._queries["stale_time"])
        return self._queries["stale_time"]

    def resolve(self, options: QueryOptions[T], *, retry: int = 0) -> QueryOptions[T]:
        """Return *options* with every option filled in; *retry* stands in where nobody said how often."""
        merged = _merge(options, self._queries, self.get_query_defaults(options.key) if self._query_prefixes else {})
        fields = merged.__dict__
        if merged.retry is None:
            fields["retry"] = retry
        if merged.network_mode is UNSET:
            fields["network_mode"] = "online" if merged.persister is None else "offline_first"
        if merged.refetch_on_reconnect is UNSET:
            fields["refetch_on_reconnect"] = merged.network_mode != "always"
        return merged

    def resolve_mutation(self, options: MutationOptions[V, T]) -> MutationOptions[V, T]:
        """Return mutation *options* with every option filled in."""
        return _merge(options, self._mutations, self.get_mutation_defaults(options.key))


OptionsT = TypeVar("OptionsT", bound="QueryOptions[Any] | MutationOptions[Any, Any]")


def _merge(options: OptionsT, general: Mapping[str, Any], special: Mapping[str, Any]) -> OptionsT:
    # dataclasses.replace would run the checks of __init__ again for every cold fetch.
    given = {name: value for name, value in options.__dict__.items() if value is not UNSET and value is not None}
    if given.get("initial_data") is MISSING:
        del given["initial_data"]
    if given.get("placeholder_data") is MISSING:
        del given["placeholder_data"]
    merged = object.__new__(type(options))
    merged.__dict__.update(options.__dict__)
    merged.__dict__.update(general)
    merged.__dict__.update(special)
    merged.__dict__.update(given)
    return merged


def _under(prefixes: Mapping[KeyHash, tuple[QueryKey, Mapping[str, Any]]], key: QueryKey) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for prefix, defaults in prefixes.values():
        if is_under(key, prefix):
            merged.update(defaults)
    return merged


def _checked(defaults: Mapping[str, Any], allowed: type[Any]) -> Mapping[str, Any]:
    unknown = set(defaults) - set(allowed.__annotations__)
    if unknown:
        raise InvalidOptionError(f"Not an option that can have a default: {', '.join(sorted(unknown))}.")
    return dict(defaults)
