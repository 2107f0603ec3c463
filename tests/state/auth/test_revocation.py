"""Sessions that were ended before their tokens did."""

from __future__ import annotations

from state.auth import RevokedSessions
from tests.state.auth.issuer import Clock


def test_a_revoked_id_is_refused_until_its_last_token_is_over():
    clock = Clock(100)
    revoked = RevokedSessions(clock=clock)

    revoked.add("sess_1", until=160)

    assert "sess_1" in revoked
    assert "sess_2" not in revoked
    clock.now = 160
    assert "sess_1" not in revoked
    assert len(revoked) == 0


def test_revoking_again_never_shortens():
    clock = Clock(100)
    revoked = RevokedSessions(clock=clock)
    revoked.add("sess_1", until=160)

    revoked.add("sess_1", until=130)
    revoked.add("sess_1", until=200)

    clock.now = 199
    assert "sess_1" in revoked
    assert len(revoked) == 1


def test_what_is_already_over_is_not_kept():
    revoked = RevokedSessions(clock=Clock(100))

    revoked.add("sess_1", until=100)

    assert len(revoked) == 0


def test_the_set_is_bounded_and_lets_go_of_what_would_leave_first():
    revoked = RevokedSessions(clock=Clock(0), limit=100)

    for number in range(1_000):
        revoked.add(f"sess_{number}", until=10 + number)

    assert len(revoked) == 100
    assert "sess_999" in revoked
    assert "sess_899" not in revoked
