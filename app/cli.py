"""The ``refetch`` command. Each command reads the settings, then hands over to ``app.commands`` or ``data``.

Whatever goes wrong in a way we know ends with one sentence and exit code 1, never with a traceback.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from data.errors import AppError

ROOT = Path(__file__).resolve().parent.parent
LONGEST_TOKEN = 3600

cli = typer.Typer(
    help="Refetch: a data console and the query engine under it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
migrations = typer.Typer(help="Bring the primary database's tables and indexes up to date.", no_args_is_help=True)
cli.add_typer(migrations, name="migrate")


def main() -> None:
    """Run the command line; the entry point of ``refetch``."""
    # Settings, databases and Reflex's own folders are named from the project root.
    os.chdir(ROOT)
    try:
        cli()
    except AppError as error:
        _fail(error.message)


@cli.command()
def dev(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the page is; the next free one if it is taken.")] = 3000,
    api_port: Annotated[int, typer.Option(min=1, max=65535, help="Where the backend is; likewise.")] = 8000,
) -> None:
    """Prepare the databases and start the app with hot reload."""
    from app.commands.databases import migrate_and_seed, refuse_silent_primary, refuse_unusable_mapping
    from app.commands.run_app import run_dev
    from data.settings import load_settings

    settings = load_settings()
    refuse_unusable_mapping(settings)
    refuse_silent_primary(settings)
    raise typer.Exit(run_dev(settings, port=port, api_port=api_port, prepare=lambda: migrate_and_seed(settings)))


@cli.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The one port of page, REST API and websocket.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
) -> None:
    """Build the app for production and serve it on one port."""
    from app.commands.databases import refuse_pending_migrations, refuse_silent_primary, refuse_unusable_mapping
    from app.commands.run_app import refuse_development_sign_in, run_serve
    from data.settings import load_settings

    settings = load_settings()
    refuse_development_sign_in(settings, host=host)
    refuse_unusable_mapping(settings)
    refuse_silent_primary(settings)
    refuse_pending_migrations(settings)
    raise typer.Exit(run_serve(settings, port=port, host=host))


@migrations.command("up")
def migrate_up() -> None:
    """Apply every migration that is missing."""
    from app.commands.databases import apply_migrations
    from data.settings import load_settings

    done = apply_migrations(load_settings())
    print("\n".join(f"applied {name}" for name in done) or "Nothing to do: the database is up to date.")


@migrations.command("down")
def migrate_down(
    steps: Annotated[int, typer.Option(min=1, help="How many migrations to take back, the latest first.")] = 1,
) -> None:
    """Take back the latest migration."""
    from app.commands.databases import revert_migrations
    from data.settings import load_settings

    done = revert_migrations(load_settings(), steps=steps)
    print("\n".join(f"reverted {name}" for name in done) or "Nothing to do: no migration is applied.")


@migrations.command("status")
def migrate_status() -> None:
    """List the migrations and whether each is applied."""
    from app.commands.databases import migration_lines
    from data.settings import load_settings

    print("\n".join(migration_lines(load_settings())))


@cli.command()
def seed(
    users: Annotated[int, typer.Option(min=0, max=100_000, help="How many people to make up.")] = 240,
) -> None:
    """Fill both databases with demo data; what is there already stays as it is."""
    from app.commands.databases import seed_databases
    from data.settings import load_settings

    seed_databases(load_settings(), users=users)
    print("The demo data is in place.")


@cli.command()
def doctor() -> None:
    """Check what the app needs, one line each, with the fix for what is missing."""
    from app.commands.doctor import examine

    findings = examine()
    for finding in findings:
        print(f"{'ok  ' if finding.is_ok else 'FAIL'} {finding.subject}: {finding.says}")
    raise typer.Exit(0 if all(finding.is_ok for finding in findings) else 1)


@cli.command()
def dev_token(
    email: Annotated[str, typer.Argument(help="E-mail address of one of the demo people.")],
    lifetime: Annotated[int, typer.Option(min=1, max=LONGEST_TOKEN, help="Seconds until the token expires.")] = 600,
) -> None:
    """Print a token for the REST API: Authorization: Bearer TOKEN. Development sign-in only."""
    from app.commands.tokens import development_token
    from data.settings import load_settings

    print(development_token(load_settings(), email=email, lifetime=lifetime))


def _fail(message: str) -> NoReturn:
    print(f"refetch: {message}", file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
