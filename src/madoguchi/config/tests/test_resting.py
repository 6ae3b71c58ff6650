# SPDX-License-Identifier: Apache-2.0
"""A connection that has just answered is trusted; one that has rested, or failed, is tried."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection

from madoguchi.config import resting

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(monkeypatch):
    """Requests as the server announces them, at moments of the test's choice."""
    moment = [100.0]
    monkeypatch.setattr(resting.time, "monotonic", lambda: moment[0])
    connection.ensure_connection()

    def serve(*, after: float) -> bool:
        resting._note_use()
        connection.health_check_done = False
        moment[0] += after
        resting._trust_fresh()
        return connection.health_check_done

    yield serve
    connection.errors_occurred = False
    vars(connection).pop(resting._USED, None)


def test_a_connection_that_answered_just_now_is_not_asked_again(served):
    assert served(after=0.5)


def test_one_that_has_rested_is_asked(served):
    assert not served(after=resting.FRESH_SECONDS + 0.1)


def test_one_that_failed_is_asked_even_at_once(served):
    connection.errors_occurred = True
    assert not served(after=0.1)


def test_the_server_listens_once():
    heard = request_started.receivers, request_finished.receivers
    resting.spare_checks()
    before = [len(one) for one in (request_started.receivers, request_finished.receivers)]
    resting.spare_checks()
    after = [len(one) for one in (request_started.receivers, request_finished.receivers)]
    assert before == after
    assert all(heard)
    for signal, use in ((request_started, "trust"), (request_finished, "note")):
        assert signal.disconnect(dispatch_uid=f"config.resting.{use}")
