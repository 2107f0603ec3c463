"""Small parts used on every page."""

from components.elements.attributes import data_attributes, flag
from components.elements.badges import avatar, dot, role_badge, role_word, status_chip, status_label, tag
from components.elements.blocks import menu, menu_item, menu_line, note, properties_of, property_list, section
from components.elements.buttons import button, copy_id, icon_button, kbd, pending_button, text_button
from components.elements.json_view import json_view
from components.elements.relative_time import absolute_time, clock_time, relative_time

__all__ = [
    "absolute_time",
    "avatar",
    "button",
    "clock_time",
    "copy_id",
    "data_attributes",
    "dot",
    "flag",
    "icon_button",
    "json_view",
    "kbd",
    "menu",
    "menu_item",
    "menu_line",
    "note",
    "pending_button",
    "properties_of",
    "property_list",
    "relative_time",
    "role_badge",
    "role_word",
    "section",
    "status_chip",
    "status_label",
    "tag",
    "text_button",
]
