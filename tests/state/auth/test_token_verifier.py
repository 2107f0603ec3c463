"""What strangers may send as a token, and what they get."""

from __future__ import annotations

import json

import jwt
import pytest

from state.auth import AuthError
from tests.state.auth import issuer
from tests.state.auth.issuer import KID, NOW, ORIGIN, Clock, claims, encoded, key, signed, token, verifier

OTHER_KEY = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key("theirs").public_key()))


def unsigned(header):
    return f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims()).encode())}."


def tampered():
    header, _, signature = token().split(".")
    return f"{header}.{encoded(json.dumps(claims(sub='user_admin')).encode())}.{signature}"


def deeply_nested():
    return f"{encoded(b'[' * 5_000)}.{encoded(b'{}')}.{encoded(b'x')}"


REFUSED = {
    # what is sent            its token, the code
    "nothing": (None, "token_missing"),
    "empty text": ("", "token_missing"),
    "a number": (7, "token_missing"),
    "bytes": (token().encode(), "token_missing"),
    "more than 8 KB": ("a" * 9_000, "token_too_large"),
    "a word": ("hello", "token_malformed"),
    "two parts": (".".join(token().split(".")[:2]), "token_malformed"),
    "a signature cut off inside a byte": (token()[:-21], "token_malformed"),
    "NUL": ("a\0.b.c", "token_malformed"),
    "not ASCII": ("ü.ü.ü", "token_malformed"),
    "half a surrogate": ("\ud800.a.b", "token_malformed"),
    "a header that is a list": (signed([1], claims()), "token_malformed"),
    "a header nested 5000 deep": (deeply_nested(), "token_malformed"),
    "a payload that is a list": (signed({"alg": "RS256", "typ": "JWT", "kid": KID}, [1]), "token_malformed"),
    "a critical extension": (token(header={"crit": ["x"]}), "token_malformed"),
    "an empty list of critical extensions": (token(header={"crit": []}), "token_malformed"),
    "no key id": (token(header={"kid": None}), "token_malformed"),
    "a key id that is a number": (token(header={"kid": 5}), "token_malformed"),
    "an endless key id": (token(header={"kid": "k" * 129}), "token_malformed"),
    "no algorithm": (token(header={"alg": None}), "bad_algorithm"),
    "algorithm none": (unsigned({"alg": "none", "typ": "JWT", "kid": KID}), "bad_algorithm"),
    "HS256 with our public key": (issuer.signed_with_public_key(), "bad_algorithm"),
    "RS512 in the header": (token(header={"alg": "RS512"}), "bad_algorithm"),
    "an algorithm that is a list": (token(header={"alg": ["RS256"]}), "bad_algorithm"),
    "an access token of OAuth": (token(header={"typ": "at+jwt"}), "bad_type"),
    "no type": (token(header={"typ": None}), "bad_type"),
    "a template token": (token(header={"cat": "cl_B7d4PD222AAA"}), "bad_category"),
    "a machine token": (token(header={"cat": "cl_B7d4PD333AAA"}), "bad_category"),
    "an unknown key id": (token(header={"kid": "ins_other"}), "unknown_key"),
    "signed by somebody else": (token(signed_by="theirs"), "bad_signature"),
    "a signature cut off between bytes": (token()[:-22], "bad_signature"),
    "payload changed after signing": (tampered(), "bad_signature"),
    "a key in the header": (token(signed_by="theirs", header={"jwk": OTHER_KEY}), "bad_signature"),
    "a key address in the header": (token(signed_by="theirs", header={"jku": "https://evil.example"}), "bad_signature"),
    "a certificate address": (token(signed_by="theirs", header={"x5u": "https://evil.example"}), "bad_signature"),
    "expired beyond the leeway": (token(iat=NOW - 60, exp=NOW - 5), "token_expired"),
    "not valid yet": (token(nbf=NOW + 6), "token_not_active"),
    "issued in the future": (token(iat=NOW + 6), "token_not_active"),
    "another issuer": (token(iss="https://evil.example"), "bad_issuer"),
    "our issuer with a slash": (token(iss=issuer.ISSUER + "/"), "bad_issuer"),
    "another party": (token(azp="https://evil.example"), "bad_authorized_party"),
    "no party": (token(azp=None), "bad_authorized_party"),
    "a machine": (token(sub="mch_1"), "bad_subject"),
    "a lifetime of months": (token(exp=NOW + 10**7), "lifetime_too_long"),
    "an end beyond all numbers": (token(exp=10**400), "lifetime_too_long"),
    "a session that is not finished": (token(sts="pending"), "session_pending"),
    "an end in words": (token(exp="tomorrow"), "claim_malformed"),
    "an end that is no number": (token(exp=float("nan")), "claim_malformed"),
    "an end that is true": (token(exp=True), "claim_malformed"),
    "an end before the beginning": (token(exp=NOW - 1, iat=NOW), "claim_malformed"),
    "a person who is a number": (token(sub=1), "claim_malformed"),
    "a person who is a list": (token(sub=["user_1"]), "claim_malformed"),
    "an endless person": (token(sub="user_" + "1" * 200), "claim_malformed"),
    "an empty session": (token(sid=""), "claim_malformed"),
    "an organisation in words": (token(o="org_1"), "claim_malformed"),
    "an organisation that is a number": (token(o={"id": 5}), "claim_malformed"),
    "a role that is a list": (token(o={"id": "org_1", "rol": ["owner"]}), "claim_malformed"),
    "permissions that are a number": (token(o={"id": "org_1", "per": 5}), "claim_malformed"),
    "factor ages in words": (token(fva="now"), "claim_malformed"),
    "one factor age": (token(fva=[1]), "claim_malformed"),
    "an actor in words": (token(act="user_2"), "claim_malformed"),
    "a name that is an object": (token(name={"a": 1}), "claim_malformed"),
    **{f"no {name}": (token(**{name: None}), "claim_missing") for name in ("exp", "iat", "nbf", "iss", "sub", "sid")},
    "a template's claims": (token(sid=None, v=None), "claim_missing"),
}


@pytest.mark.parametrize(("sent", "code"), REFUSED.values(), ids=REFUSED)
async def test_what_proves_nobody_is_refused_with_its_reason(sent, code):
    with pytest.raises(AuthError) as refusal:
        await verifier().verify(sent)

    assert refusal.value.code == code
    assert refusal.value.status == (403 if code == "session_pending" else 401)


async def test_a_good_token_becomes_the_person_it_describes():
    sent = token(name="Amara", email="amara@example.com", org_name="One", header={"cat": "cl_B7d4PD111AAA"})

    principal = await verifier().verify(sent)

    assert (principal.user_id, principal.session_id, principal.organisation) == ("user_1", "sess_1", "org_1")
    assert (principal.name, principal.email, principal.organisation_name) == ("Amara", "amara@example.com", "One")
    assert (principal.role, principal.issued_at, principal.expires_at) == ("editor", NOW, NOW + 60)


async def test_a_token_of_version_1_is_read_too_without_the_prefix_of_its_role():
    principal = await verifier().verify(token(v=None, o=None, org_id="org_9", org_role="org:admin", org_slug="nine"))

    assert (principal.organisation, principal.organisation_name, principal.role) == ("org_9", "nine", "admin")


async def test_claims_of_version_1_do_not_count_in_version_2():
    principal = await verifier().verify(token(o=None, org_id="org_9", org_role="org:owner"))

    assert (principal.organisation, principal.role) == ("", "")
    assert not principal.has("users:read")


async def test_clocks_may_differ_by_five_seconds():
    clock = Clock()
    checking = verifier(clock)

    clock.now = NOW + 64.9
    await checking.verify(token())
    clock.now = NOW + 65
    with pytest.raises(AuthError) as refusal:
        await checking.verify(token())
    clock.now = NOW - 5
    await checking.verify(token())

    assert refusal.value.code == "token_expired"


async def test_without_a_list_of_parties_any_party_will_do():
    open_minded = verifier(authorized_parties=[])

    await open_minded.verify(token(azp=None))
    await open_minded.verify(token(azp="https://elsewhere.example"))


@pytest.mark.parametrize("revoked", ["sess_1", "user_1"])
async def test_a_token_of_a_revoked_session_or_person_is_refused(revoked):
    checking = verifier()
    principal = await checking.verify(token())

    checking.revoked.add(revoked, until=NOW + 100)

    assert checking.is_revoked(principal)
    with pytest.raises(AuthError) as refusal:
        await checking.verify(token())
    assert refusal.value.code == "session_revoked"


async def test_keys_that_cannot_be_had_are_not_the_callers_fault():
    class Away:
        async def get(self, kid):
            raise AuthError("keys_unavailable")

    with pytest.raises(AuthError) as refusal:
        await verifier(keys=Away()).verify(token())

    assert (refusal.value.code, refusal.value.status) == ("keys_unavailable", 503)


async def test_no_key_is_looked_up_for_another_algorithm():
    class Counting:
        asked = 0

        async def get(self, kid):
            self.asked += 1
            return key().public_key()

    keys = Counting()
    with pytest.raises(AuthError):
        await verifier(keys=keys).verify(issuer.signed_with_public_key())

    assert keys.asked == 0


def test_no_reason_repeats_a_token_or_names_an_address():
    for code in {code for _, code in REFUSED.values()}:
        assert "http" not in AuthError(code).message
        assert ORIGIN not in str(AuthError(code))
