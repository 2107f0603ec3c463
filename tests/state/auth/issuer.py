"""An issuer for tests that can also lie: every part of its tokens may be replaced."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from state.auth import InProcessKeys, RevokedSessions, TokenVerifier

ISSUER = "https://clerk.example.com"
ORIGIN = "https://app.example.com"
KID = "ins_main"
NOW = 1_800_000_000


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


def key(name: str = "ours") -> rsa.RSAPrivateKey:
    """A key pair by name; the same for a whole run, because making one is slow."""
    return _key(name)


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def public_pem() -> bytes:
    """Our public key as text, which anybody may know."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key().public_key().public_bytes(serialization.Encoding.PEM, form)


def private_pem() -> bytes:
    """Our private key as a file holds it."""
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key().private_bytes(encoding, form, serialization.NoEncryption())


def claims(**changes: Any) -> dict[str, Any]:
    """Claims of a good token; None takes one away."""
    good = {
        "iss": ISSUER, "sub": "user_1", "sid": "sess_1", "azp": ORIGIN, "iat": NOW, "nbf": NOW - 10, "exp": NOW + 60,
        "v": 2, "sts": "active", "fva": [0, -1], "jti": "1", "o": {"id": "org_1", "slg": "one", "rol": "editor"},
    }  # fmt: skip
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def token(*, signed_by: str = "ours", header: dict[str, Any] | None = None, **changes: Any) -> str:
    """A token that is right but for *changes* of its claims and *header*; None takes a header away."""
    parts = {"kid": KID, "typ": "JWT", "alg": "RS256", **(header or {})}
    return signed({name: value for name, value in parts.items() if value is not None}, claims(**changes), signed_by=signed_by)


def signed(header: Any, payload: Any, *, signed_by: str = "ours") -> str:
    """Any header and any payload with a real RS256 signature, whatever the header claims."""
    body = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(payload).encode())}"
    signature = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(body.encode(), key(signed_by))
    return f"{body}.{encoded(signature)}"


def signed_with_public_key() -> str:
    """The classic confusion: HS256, with our public key as the secret."""
    body = (
        f"{encoded(json.dumps({'alg': 'HS256', 'typ': 'JWT', 'kid': KID}).encode())}.{encoded(json.dumps(claims()).encode())}"
    )
    return f"{body}.{encoded(hmac.new(public_pem(), body.encode(), hashlib.sha256).digest())}"


def encoded(content: bytes) -> str:
    """Base64 as tokens have it."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def verifier(clock: Clock | None = None, **options: Any) -> TokenVerifier:
    """A verifier that knows our key."""
    clock = clock or Clock()
    arguments = {
        "issuer": ISSUER, "keys": InProcessKeys({KID: key().public_key()}), "authorized_parties": [ORIGIN],
        "revoked": RevokedSessions(clock=clock), "clock": clock,
    }  # fmt: skip
    return TokenVerifier(**{**arguments, **options})
