"""Every environment variable, its default, and what a right value looks like.

Start at ``load_settings``: it reads the environment and ``.env`` and answers with one frozen ``Settings`` or with one sentence.
``.env.example`` lists the same variables for people.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from data import settings_rules as rules
from data.errors import SettingsError
from data.secrets_file import load_or_create_secret

ENV_FILE = ".env"

DatabaseUrl = Annotated[str, AfterValidator(rules.database_url)]
Seconds = Annotated[float, Field(gt=0, le=120)]


class Settings(BaseSettings):
    """What a process was told from outside. A field's environment variable is its name in capitals.

    Attributes:
        primary_database_url: The database we own: sqlite, mongodb or mongodb+srv.
        external_database_url: The database we may only read: sqlite, mongodb or mongodb+srv.
        external_mapping: Path of the TOML file that says what is shown of it; empty for the one shipped with the app.
        redis_url: Shared state, cache and events of several workers; empty for one worker without Redis.
        mongo_driver: Which client library talks to MongoDB.
        auth_provider: Who signs people in; "dev" is for development only.
        auth_dev_allow_prod: Allows the development provider in production, on this machine only.
        public_url: Origin at which people reach the app in production; empty while it is only reached on this machine.
        primary_timeout: Seconds that one operation on the primary database may take.
        external_timeout: Seconds that one operation on the external database may take.
        state_dir: Folder for what the app makes for itself: secrets and the embedded databases.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    primary_database_url: DatabaseUrl = "sqlite:///.local/primary.db"
    external_database_url: DatabaseUrl = "sqlite:///.local/external.db"
    external_mapping: Annotated[str, AfterValidator(rules.existing_file)] = ""
    redis_url: Annotated[str, AfterValidator(rules.redis_url)] = ""
    mongo_driver: Literal["motor", "pymongo"] = "motor"
    auth_provider: Annotated[Literal["dev", "clerk"], AfterValidator(rules.available_provider)] = "dev"
    clerk_publishable_key: Annotated[str, AfterValidator(rules.clerk_publishable_key)] = ""
    clerk_secret_key: Annotated[SecretStr, AfterValidator(rules.clerk_secret_key)] = SecretStr("")
    clerk_jwt_key: Annotated[str, AfterValidator(rules.clerk_jwt_key)] = ""
    clerk_authorized_parties: Annotated[str, AfterValidator(rules.origins)] = ""
    clerk_webhook_signing_secret: Annotated[SecretStr, AfterValidator(rules.clerk_webhook_secret)] = SecretStr("")
    auth_dev_allow_prod: bool = False
    public_url: Annotated[str, AfterValidator(rules.origin)] = ""
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "info"
    primary_timeout: Seconds = 5.0
    external_timeout: Seconds = 1.5
    state_dir: str = ".local"

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Name and value of each field as logs may show them."""
        for name, value in super().__repr_args__():
            yield name, rules.masked(value) if isinstance(value, str) else value

    @cached_property
    def secret_key(self) -> bytes:
        """32 bytes made once for this installation; they sign page cursors and the like.

        Raises:
            SettingsError: The file that keeps them cannot be used.
        """
        return load_or_create_secret(Path(self.state_dir) / "secret.key")


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        SettingsError: A value is wrong or a name in ``.env`` is misspelt; the sentence names it and the fix.
    """
    try:
        rules.refuse_misspelt_names(Path(ENV_FILE), known=set(Settings.model_fields))
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The file {ENV_FILE} cannot be read; it must be a UTF-8 text file that this user may open."
        raise SettingsError(msg) from error


def _sentence(error: ValidationError) -> str:
    # The report of pydantic holds the raw input, so it never leaves this function: only the masked value does.
    first = error.errors(include_url=False, include_context=True)[0]
    name = str(first["loc"][0])
    is_secret = Settings.model_fields[name].annotation is SecretStr
    value = "not usable" if is_secret else f"'{rules.masked(str(first['input']))}'"
    return f"{name.upper()} is {value}: {rules.fix(first['type'], first['msg'], first.get('ctx', {}))}."
