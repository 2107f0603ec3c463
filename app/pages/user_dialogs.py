"""What opens over a page to change one user: the form, the conflict, the question before deleting."""

from __future__ import annotations

import reflex as rx

from components.users import conflict_dialog, delete_user_dialog, user_form
from state.user_state import UserState


def user_dialogs() -> rx.Component:
    """All dialogs of ``UserState``; each is closed until its flag says otherwise."""
    return rx.fragment(
        user_form(
            is_open=UserState.is_editing,
            on_open_change=UserState.set_editing,
            is_new=False,
            draft=UserState.draft,
            errors=UserState.update.error.fields,
            form_error=UserState.update.error.general,
            is_pending=UserState.update.is_pending,
            on_submit=UserState.save,
        ),
        conflict_dialog(
            UserState.conflicts,
            is_open=UserState.is_comparing,
            on_open_change=UserState.set_comparing,
            who=UserState.conflict_actor,
            saved_at=UserState.conflict_at,
            is_pending=UserState.update.is_pending,
            error_message="",
            on_pick=UserState.pick,
            on_save=UserState.resolve,
            on_discard=UserState.discard,
        ),
        delete_user_dialog(
            is_open=UserState.is_deleting,
            on_open_change=UserState.set_deleting,
            name=UserState.draft.name,
            is_pending=UserState.delete.is_pending,
            error_message=UserState.delete.error.message,
            on_confirm=UserState.delete,
        ),
    )
