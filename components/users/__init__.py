"""What is drawn of users."""

from components.users.activity_timeline import activity_timeline, diff_row, timeline_skeleton
from components.users.conflict_dialog import conflict_dialog
from components.users.delete_user_dialog import delete_user_dialog
from components.users.user_detail import user_detail_skeleton, user_header, user_properties
from components.users.user_form import choice_field, text_field, user_form
from components.users.user_table import USER_COLUMNS, user_actions, user_table, user_table_skeleton

__all__ = [
    "USER_COLUMNS",
    "activity_timeline",
    "choice_field",
    "conflict_dialog",
    "delete_user_dialog",
    "diff_row",
    "text_field",
    "timeline_skeleton",
    "user_actions",
    "user_detail_skeleton",
    "user_form",
    "user_header",
    "user_properties",
    "user_table",
    "user_table_skeleton",
]
