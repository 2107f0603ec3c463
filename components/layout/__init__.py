"""The frame around every page and the shapes of pages."""

from components.layout.app_shell import app_shell
from components.layout.breadcrumb import breadcrumb
from components.layout.header import page_header
from components.layout.link import link_banner, link_strip, live_dot
from components.layout.navigation import NavGroup, NavItem, Person, Trail
from components.layout.page import bare_page, detail_page, list_page, padded, split_page, title_row
from components.layout.sidebar import nav_drawer, sidebar
from components.layout.user_menu import user_menu

__all__ = [
    "NavGroup",
    "NavItem",
    "Person",
    "Trail",
    "app_shell",
    "bare_page",
    "breadcrumb",
    "detail_page",
    "link_banner",
    "link_strip",
    "list_page",
    "live_dot",
    "nav_drawer",
    "padded",
    "page_header",
    "sidebar",
    "split_page",
    "title_row",
    "user_menu",
]
