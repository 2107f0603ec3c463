"""What the connections promise: nothing is opened early, nothing secret is shown, and what is wrong is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from data.connections import connect_mongo, connect_redis, create_sql_engine, masked_url, ping_redis
from data.connections.mongo import mongo_database_name
from data.connections.redis import close_redis
from data.connections.sql import for_writing
from data.errors import SettingsError, Unavailable


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mongodb://ann:s3cret@host/db", "mongodb://ann:***@host/db"),
        ("mongodb+srv://ann:s3cret@cluster.example.net/db?w=1", "mongodb+srv://ann:***@cluster.example.net/db?w=1"),
        ("mongodb://ann:s3cret@a:1,b:2/db", "mongodb://ann:***@a:1,b:2/db"),
        ("mongodb://ann:s3/cr?et@h@host/db", "mongodb://ann:***@host/db"),
        ("redis://:s3cret@host:6379/0", "redis://:***@host:6379/0"),
        ("mongodb://host/?tlsCertificateKeyFilePassword=s3cret&w=1", "mongodb://host/?tlsCertificateKeyFilePassword=***&w=1"),
        ("mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:s3cret", "mongodb://h/?authMechanismProperties=***"),
        ("sqlite:///.local/primary.db", "sqlite:///.local/primary.db"),
        ("s3cret@host", "***"),
        ("", ""),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert masked_url(url) == shown


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://ann:s3cret@host/db", "is for postgresql, which this version does not support"),
        ("https://example.com", "is for https"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("primary.db", "is not the address of a database"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_variable_and_the_fix(url: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        create_sql_engine(url)

    assert caught.value.message.startswith("PRIMARY_DATABASE_URL=")
    assert problem in caught.value.message
    assert "set it to sqlite:///.local/primary.db" in caught.value.message
    assert "s3cret" not in caught.value.message


@pytest.mark.parametrize("driver", ["motor", "pymongo"])
async def test_a_mongo_address_that_cannot_be_read_is_refused_without_its_password(driver: str) -> None:
    for url in ("mongodb://ann:s3cret@:1:2/db", "mongodb://ann:s3cret@host/a b$c", "mongodb://"):
        with pytest.raises(SettingsError, match="PRIMARY_DATABASE_URL=mongodb") as caught:
            connect_mongo(url, driver=driver)
        assert "s3cret" not in str(caught.value)


def test_a_driver_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="MONGO_DRIVER=beanie is not a driver; set it to motor or pymongo"):
        connect_mongo("mongodb://host/db", driver="beanie")


@pytest.mark.parametrize(
    ("url", "name"),
    [("mongodb://h/app?w=1", "app"), ("mongodb://h", "refetch"), ("mongodb+srv://cluster.example.net/app", "app")],
)
def test_the_database_is_the_one_in_the_address(url: str, name: str) -> None:
    assert mongo_database_name(url) == name


def test_the_folder_is_made_on_the_first_connection_and_not_before(tmp_path: Path) -> None:
    engine = create_sql_engine(f"sqlite:///{tmp_path}/deep/er/primary.db")
    was_there = (tmp_path / "deep").exists()

    with engine.connect() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    engine.dispose()

    assert not was_there
    assert (tmp_path / "deep" / "er" / "primary.db").exists()
    assert mode == "wal"


def test_a_transaction_that_writes_takes_the_lock_when_it_begins(tmp_path: Path) -> None:
    engine = create_sql_engine(f"sqlite:///{tmp_path}/primary.db", timeout=0.01)

    with for_writing(engine).begin(), engine.begin() as reader:
        assert reader.execute(text("SELECT 1")).scalar_one() == 1
        with pytest.raises(Exception, match="database is locked"), for_writing(engine).begin():
            pass
    engine.dispose()


async def test_redis_answers(redis_url: str) -> None:
    client = connect_redis(redis_url)

    await ping_redis(client)

    await close_redis(client)


async def test_a_redis_that_is_not_there_is_unavailable() -> None:
    client = connect_redis("redis://127.0.0.1:1/0", timeout=0.5)

    with pytest.raises(Unavailable, match="REDIS_URL"):
        await ping_redis(client)

    await close_redis(client)


def test_an_address_that_is_no_redis_is_refused_without_its_password() -> None:
    with pytest.raises(SettingsError, match="REDIS_URL=http") as caught:
        connect_redis("http://:s3cret@host")

    assert "s3cret" not in str(caught.value)
