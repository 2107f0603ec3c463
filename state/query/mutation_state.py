"""What a mutation knows, and the only function that changes it. Pure; start reading at ``MutationState``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

MutationStatus: TypeAlias = Literal["idle", "pending", "success", "error"]


@dataclass(frozen=True, slots=True)
class MutationState:
    """One mutation at one moment.

    Attributes:
        data: What the function returned; None until then.
        error: What the last attempt raised, once no retry is left.
        variables: What it was called with.
        context: What ``on_mutate`` returned.
        failure_count: Failed attempts so far. Starts at 0.
        is_paused: It waits for its turn in its scope, or for the source.
        submitted_at: Unix time of the call, in seconds; 0.0 if never.
    """

    data: Any = None
    error: BaseException | None = None
    variables: Any = None
    context: Any = None
    status: MutationStatus = "idle"
    failure_count: int = 0
    failure_reason: BaseException | None = None
    is_paused: bool = False
    submitted_at: float = 0.0


@dataclass(frozen=True, slots=True)
class MutationSubmitted:
    """It was called with *variables*."""

    variables: Any
    at: float
    is_paused: bool


@dataclass(frozen=True, slots=True)
class ContextGiven:
    """``on_mutate`` returned *context*."""

    context: Any


@dataclass(frozen=True, slots=True)
class MutationAttemptFailed:
    """An attempt failed and will be repeated."""

    count: int
    reason: BaseException


@dataclass(frozen=True, slots=True)
class MutationPaused:
    """It waits."""


@dataclass(frozen=True, slots=True)
class MutationContinued:
    """It no longer waits."""


@dataclass(frozen=True, slots=True)
class MutationSucceeded:
    """The function returned *data*."""

    data: Any


@dataclass(frozen=True, slots=True)
class MutationFailed:
    """It failed for good."""

    error: BaseException


MutationAction: TypeAlias = (
    MutationSubmitted
    | ContextGiven
    | MutationAttemptFailed
    | MutationPaused
    | MutationContinued
    | MutationSucceeded
    | MutationFailed
)


def reduce_mutation(state: MutationState, action: MutationAction) -> MutationState:
    """Return the state after *action*; *state* itself is never changed."""
    match action:
        case MutationSubmitted(variables, at, is_paused):
            return MutationState(variables=variables, status="pending", is_paused=is_paused, submitted_at=at)
        case ContextGiven(context):
            return replace(state, context=context)
        case MutationAttemptFailed(count, reason):
            return replace(state, failure_count=count, failure_reason=reason)
        case MutationPaused():
            return replace(state, is_paused=True)
        case MutationContinued():
            return replace(state, is_paused=False)
        case MutationSucceeded(data):
            return replace(
                state, data=data, status="success", error=None, failure_count=0, failure_reason=None, is_paused=False
            )
        case MutationFailed(error):
            return replace(
                state,
                error=error,
                status="error",
                failure_count=state.failure_count + 1,
                failure_reason=error,
                is_paused=False,
            )
