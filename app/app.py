"""The app, put together. START HERE.

How a row gets from the database to the screen: ``app/pages/users.py`` draws ``UsersState.users`` inside a ``query_boundary``;
while that boundary is on screen, the binding (``state/binding/``) observes the query which ``UsersState.users`` returns; its
options come from ``state/resources/users.py`` and fetch through a repository (``data/repositories/``). The result goes to every
browser tab that shows the same query. What is connected, and to what, is decided in ``app/bootstrap.py``.
"""

from __future__ import annotations

import reflex as rx

from app import routes
from app.api import create_api
from app.errors import on_backend_error, on_frontend_error
from app.lifespan import lifespan
from app.pages.not_found import not_found_page
from app.pages.resources import resources_page
from app.pages.sign_in import sign_in_page
from app.pages.user import user_page
from app.pages.users import users_page
from components.auth import auth_shell
from components.layout import link_banner
from components.theme import STYLESHEETS, head_components
from state.auth_state import AuthState, AuthSync
from state.resources_state import ResourcesState
from state.runtime import runtime
from state.user_state import UserState

app = rx.App(
    api_transformer=[create_api(runtime)],
    backend_exception_handler=on_backend_error,
    frontend_exception_handler=on_frontend_error,
    stylesheets=STYLESHEETS,
    head_components=head_components(),
    html_lang="en",
    toaster=rx.toast.provider(position="bottom-right", close_button=True),
)
app.app_wraps[(1, "Auth")] = lambda _: auth_shell(
    server_sid=AuthState.session_id,
    is_known=AuthState.is_known,
    hydrated=rx.State.is_hydrated,
    on_token=AuthSync.sync_token,
    on_signed_out=AuthSync.signed_out,
    sign_in_path=routes.SIGN_IN,
)
# In place of Reflex's own notice of a lost connection, which names an internal address.
app.app_wraps[(5, "Overlay")] = lambda is_stateful: link_banner() if is_stateful else None
app.register_lifespan_task(lifespan(app))

app.add_page(rx.fragment, route=routes.HOME, title="Refetch", on_load=rx.redirect(routes.USERS))
app.add_page(users_page, route=routes.USERS, title="Users · Refetch")
app.add_page(user_page, route=routes.USER, title="User · Refetch", on_load=UserState.open)
app.add_page(resources_page, route=routes.RESOURCES, title="Resources · Refetch", on_load=ResourcesState.open)
app.add_page(sign_in_page, route=routes.SIGN_IN, title="Sign in · Refetch")
app.add_page(not_found_page, route="404", title="Not found · Refetch")
