"""The built-in provider: a real issuer without proof of who somebody is."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.errors import NotFound, SettingsError
from state.auth import AuthError
from state.auth.providers import SESSION_AGE, DevProvider, loopback_origins
from tests.state.auth.issuer import NOW, Clock, private_pem

ORIGIN = "http://localhost:3000"


@dataclass(frozen=True)
class Person:
    user_id: str
    name: str
    email: str
    role: str
    organisation: str
    organisation_name: str


ANN = Person("user_ann", "Ann", "ann@one.example", "owner", "org_one", "One")
BEN = Person("user_ben", "Ben", "ben@two.example", "viewer", "org_two", "Two")


def provider(folder, **options):
    """A provider with the signing key of all tests: making one takes a while."""
    if not (folder / "dev-issuer.pem").exists():
        folder.mkdir(exist_ok=True)
        (folder / "dev-issuer.pem").write_bytes(private_pem())
    return new_provider(folder, **options)


def new_provider(folder, **options):
    return DevProvider(folder, [ORIGIN], **{"people": [ANN, BEN], "clock": Clock(), **options})


async def test_a_token_of_the_provider_proves_the_person_who_signed_in(tmp_path):
    dev = provider(tmp_path)
    session = dev.sign_in(" Ann@One.example ")

    issued = dev.token(session.secret, origin=ORIGIN)
    principal = await dev.verifier().verify(issued.token)

    assert (principal.user_id, principal.name, principal.email) == ("user_ann", "Ann", "ann@one.example")
    assert (principal.organisation, principal.organisation_name, principal.role) == ("org_one", "One", "owner")
    assert principal.session_id == session.session_id == issued.session_id
    assert (principal.issued_at, principal.expires_at, issued.lifetime) == (NOW, NOW + 60, 60)


def test_nobody_signs_in_with_an_unknown_email(tmp_path):
    with pytest.raises(NotFound):
        provider(tmp_path).sign_in("nobody@one.example")


@pytest.mark.parametrize("secret", ["", "guess", "../../etc/passwd", "\ud800", "x" * 100_000])
def test_a_made_up_secret_opens_nothing(tmp_path, secret):
    assert provider(tmp_path).token(secret, origin=ORIGIN) is None


def test_every_sign_in_has_a_new_secret_and_ends_the_one_before(tmp_path):
    dev = provider(tmp_path)
    first = dev.sign_in(ANN.email)

    second = dev.sign_in(BEN.email, replaces=first.secret)

    assert first.secret != second.secret
    assert dev.token(first.secret, origin=ORIGIN) is None
    assert dev.token(second.secret, origin=ORIGIN).session_id == second.session_id


async def test_signing_out_ends_the_session_and_the_tokens_it_already_has(tmp_path):
    dev = provider(tmp_path)
    verifier = dev.verifier()
    session = dev.sign_in(ANN.email)
    issued = dev.token(session.secret, origin=ORIGIN)

    dev.sign_out(session.secret)

    assert dev.token(session.secret, origin=ORIGIN) is None
    with pytest.raises(AuthError) as refusal:
        await verifier.verify(issued.token)
    assert refusal.value.code == "session_revoked"


async def test_sessions_and_tokens_survive_a_restart(tmp_path):
    before = provider(tmp_path)
    session = before.sign_in(ANN.email)
    issued = before.token(session.secret, origin=ORIGIN)

    after = provider(tmp_path)

    assert (await after.verifier().verify(issued.token)).user_id == "user_ann"
    assert after.token(session.secret, origin=ORIGIN).session_id == session.session_id


def test_a_session_that_was_ended_stays_ended_after_a_restart(tmp_path):
    before = provider(tmp_path)
    session = before.sign_in(ANN.email)

    before.sign_out(session.secret)

    assert provider(tmp_path).token(session.secret, origin=ORIGIN) is None


def test_a_session_ends_by_itself_after_a_week_and_its_file_goes(tmp_path):
    clock = Clock()
    dev = provider(tmp_path, clock=clock)
    session = dev.sign_in(ANN.email)

    clock.now += SESSION_AGE

    assert dev.token(session.secret, origin=ORIGIN) is None
    dev.sign_in(BEN.email)
    assert len(list((tmp_path / "dev-sessions").iterdir())) == 1


def test_a_session_of_somebody_who_is_no_longer_listed_opens_nothing(tmp_path):
    session = provider(tmp_path).sign_in(BEN.email)

    assert provider(tmp_path, people=[ANN]).token(session.secret, origin=ORIGIN) is None


def test_files_are_readable_by_their_owner_only_and_hold_no_secret_of_a_browser(tmp_path):
    session = new_provider(tmp_path).sign_in(ANN.email)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {path.name for path in files if path.parent == tmp_path} == {"dev-issuer.pem"}
    assert not any(session.secret in path.read_text() or session.secret in path.name for path in files)


def test_a_key_file_that_others_can_read_is_closed_again(tmp_path):
    provider(tmp_path)
    (tmp_path / "dev-issuer.pem").chmod(0o644)

    provider(tmp_path)

    assert stat.S_IMODE((tmp_path / "dev-issuer.pem").stat().st_mode) == 0o600


def test_a_damaged_key_file_is_named_with_the_fix(tmp_path):
    (tmp_path / "dev-issuer.pem").write_text("not a key")

    with pytest.raises(SettingsError, match=r"dev-issuer\.pem .* delete the file"):
        provider(tmp_path)


def test_production_refuses_the_provider_until_it_is_allowed(tmp_path):
    with pytest.raises(SettingsError, match="AUTH_DEV_ALLOW_PROD"):
        new_provider(tmp_path, is_production=True)

    assert not list(Path(tmp_path).iterdir())
    provider(tmp_path, is_production=True, is_allowed_in_production=True)


async def test_a_token_asked_for_by_another_origin_is_worth_nothing(tmp_path):
    dev = provider(tmp_path)

    issued = dev.mint(ANN, origin="http://localhost:9999")

    with pytest.raises(AuthError) as refusal:
        await dev.verifier().verify(issued.token)
    assert refusal.value.code == "bad_authorized_party"


async def test_two_installations_do_not_take_each_others_tokens(tmp_path):
    ours, theirs = provider(tmp_path / "ours"), new_provider(tmp_path / "theirs")

    with pytest.raises(AuthError) as refusal:
        await ours.verifier().verify(theirs.mint(ANN).token)

    assert refusal.value.code == "unknown_key"


def test_this_machine_has_three_names():
    assert loopback_origins(3000) == ("http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000")
