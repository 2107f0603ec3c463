"""Parts of a list page: views, filters, search, tables, paging and freshness."""

from components.table.columns import TableColumn, skeleton_table, table_head
from components.table.display_menu import display_menu
from components.table.filter_bar import filter_bar, filter_chip, filter_menu
from components.table.freshness_indicator import freshness_indicator
from components.table.search_field import search_field
from components.table.table_frame import list_footer, spacer, table_footer, table_frame, toolbar
from components.table.view_tabs import View, view_tabs
from components.table.virtual_table import virtual_table

__all__ = [
    "TableColumn",
    "View",
    "display_menu",
    "filter_bar",
    "filter_chip",
    "filter_menu",
    "freshness_indicator",
    "list_footer",
    "search_field",
    "skeleton_table",
    "spacer",
    "table_footer",
    "table_frame",
    "table_head",
    "toolbar",
    "view_tabs",
    "virtual_table",
]
