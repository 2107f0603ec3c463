"""What the settings promise: sensible defaults, one sentence for a wrong value, and no secret in any of them."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import ValidationError

from data.errors import SettingsError
from data.secrets_file import load_or_create_secret
from data.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct-horse"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_any_setting_the_embedded_databases_are_used():
    settings = load_settings()

    assert settings.primary_database_url == "sqlite:///.local/primary.db"
    assert settings.external_database_url == "sqlite:///.local/external.db"
    assert settings.redis_url == ""
    assert settings.mongo_driver == "motor"


def test_the_environment_wins_over_the_file(monkeypatch):
    Path(".env").write_text("PRIMARY_TIMEOUT=7\nEXTERNAL_TIMEOUT=8\n")
    monkeypatch.setenv("PRIMARY_TIMEOUT", "9")

    settings = load_settings()

    assert (settings.primary_timeout, settings.external_timeout) == (9, 8)


def test_an_empty_value_means_the_default(monkeypatch):
    monkeypatch.setenv("PRIMARY_DATABASE_URL", "")

    assert load_settings().primary_database_url == "sqlite:///.local/primary.db"


def test_the_example_file_names_every_setting_with_its_default():
    example = ROOT / ".env.example"

    names = {name.lower() for name in dotenv_values(example)}
    values = Settings(_env_file=example)

    assert names == set(Settings.model_fields)
    assert values == Settings(_env_file=None)


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError):
        load_settings().redis_url = "redis://elsewhere"


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("PRIMARY_DATABASE_URL", "primary.db", "sqlite:///"),
        ("PRIMARY_DATABASE_URL", "postgresql://db.example/refetch", "not supported in this version"),
        ("PRIMARY_DATABASE_URL", "sqlite://", "name a file"),
        ("EXTERNAL_DATABASE_URL", "https://api.example", "not supported in this version"),
        ("EXTERNAL_DATABASE_URL", "mongodb:///sales", "name a host"),
        ("EXTERNAL_MAPPING", "nowhere.toml", "no such file"),
        ("REDIS_URL", "localhost:6379", "redis://host:port/0"),
        ("MONGO_DRIVER", "mongoengine", "'motor' or 'pymongo'"),
        ("AUTH_PROVIDER", "clerk", "not part of this version"),
        ("AUTH_PROVIDER", "ldap", "'dev' or 'clerk'"),
        ("AUTH_DEV_ALLOW_PROD", "perhaps", "1 or 0"),
        ("CLERK_PUBLISHABLE_KEY", "pk_test_notbase64!", "pk_test_"),
        ("CLERK_JWT_KEY", "MIIB", "PEM"),
        ("CLERK_AUTHORIZED_PARTIES", "https://a.example,b.example", "origin"),
        ("PUBLIC_URL", "https://console.example/path", "no path"),
        ("LOG_LEVEL", "loud", "'debug'"),
        ("PRIMARY_TIMEOUT", "0", "number of seconds"),
        ("EXTERNAL_TIMEOUT", "soon", "number of seconds"),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence_with_name_value_and_fix(monkeypatch, name, value, fix):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    message = caught.value.message
    assert message.startswith(f"{name} is '{value}'")
    assert fix in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRIMARY_DATABASE_URL", f"mysql://app:{PASSWORD}@db.example/refetch"),
        ("PRIMARY_DATABASE_URL", f"mysql://app:{PASSWORD}/a@b@db.example/refetch"),
        ("EXTERNAL_DATABASE_URL", f"oracle://db.example/sales?password={PASSWORD}"),
        ("REDIS_URL", f"http://:{PASSWORD}@cache.example"),
        ("CLERK_SECRET_KEY", f"wrong_{PASSWORD}"),
        ("CLERK_WEBHOOK_SIGNING_SECRET", f"whsec_{PASSWORD}?"),
        ("CLERK_PUBLISHABLE_KEY", f"sk_live_{PASSWORD}"),
        ("CLERK_JWT_KEY", f"-----BEGIN PRIVATE KEY-----{PASSWORD}"),
    ],
)
def test_no_message_holds_a_password_or_key(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert name in caught.value.message
    assert PASSWORD not in caught.value.message
    assert caught.value.__cause__ is None


def test_printed_settings_hold_no_secret(monkeypatch):
    monkeypatch.setenv("PRIMARY_DATABASE_URL", f"mongodb://app:{PASSWORD}@db.example/refetch")
    monkeypatch.setenv("CLERK_SECRET_KEY", "sk_test_0123456789abcdef")

    printed = f"{load_settings()!r} {load_settings()}"

    assert PASSWORD not in printed
    assert "0123456789abcdef" not in printed
    assert "db.example" in printed


def test_clerk_values_of_the_right_shape_are_taken(monkeypatch):
    monkeypatch.setenv("CLERK_PUBLISHABLE_KEY", "pk_test_ZmFpci1tb2xlLTEuY2xlcmsuYWNjb3VudHMuZGV2JA")
    monkeypatch.setenv("CLERK_JWT_KEY", "-----BEGIN PUBLIC KEY-----\\nMIIB\\n-----END PUBLIC KEY-----")
    monkeypatch.setenv("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_c2VjcmV0")
    monkeypatch.setenv("CLERK_AUTHORIZED_PARTIES", "https://a.example, http://127.0.0.1:3000/")

    settings = load_settings()

    assert settings.clerk_jwt_key.count("\n") == 2
    assert settings.clerk_authorized_parties == "https://a.example,http://127.0.0.1:3000"
    assert settings.clerk_webhook_signing_secret.get_secret_value() == "whsec_c2VjcmV0"


def test_a_misspelt_name_in_the_file_is_refused_with_the_right_one():
    Path(".env").write_text("PRIMARY_DATABSE_URL=sqlite:///other.db\n")

    with pytest.raises(SettingsError, match=r"PRIMARY_DATABSE_URL .* did you mean PRIMARY_DATABASE_URL"):
        load_settings()


def test_names_of_other_programs_in_the_file_are_left_alone():
    Path(".env").write_text("REFLEX_REDIS_URL=redis://x\nPIP_INDEX_URL=https://mirror.example\nFOO=1\n")

    assert load_settings() == Settings(_env_file=None)


def test_reading_the_settings_brings_neither_reflex_nor_a_database_library():
    heavy = "{'reflex', 'sqlalchemy', 'pymongo', 'motor', 'redis'}"
    code = f"import sys, data.settings; data.settings.load_settings(); print(sorted({heavy} & set(sys.modules)))"

    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)

    assert loaded.stdout.strip() == "[]"


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "state" / "secret.key"

    secret = load_or_create_secret(path)

    assert len(secret) == 32
    assert load_or_create_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret.key"]


def test_many_starting_at_once_get_the_same_secret(tmp_path):
    path = tmp_path / "secret.key"

    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: load_or_create_secret(path), range(64)))

    assert len(secrets) == 1


def test_a_readable_secret_is_made_private_with_a_notice(tmp_path, caplog):
    path = tmp_path / "secret.key"
    path.write_bytes(b"x" * 32)
    path.chmod(0o644)

    with caplog.at_level(logging.WARNING):
        secret = load_or_create_secret(path)

    assert secret == b"x" * 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "644" in caplog.text


def test_a_damaged_secret_is_refused(tmp_path):
    path = tmp_path / "secret.key"
    path.write_bytes(b"short")
    path.chmod(0o600)

    with pytest.raises(SettingsError, match="damaged"):
        load_or_create_secret(path)


def test_settings_keep_their_secret_in_the_state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "elsewhere"))

    secret = load_settings().secret_key

    assert (tmp_path / "elsewhere" / "secret.key").read_bytes() == secret
