# SPDX-License-Identifier: Apache-2.0
"""Stretching a password lets pages go first."""

import os
import sys
import threading

import pytest

from madoguchi.platform.identity.yielding import NICENESS, _threads, while_others_go_first


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux")
def test_the_work_has_a_lower_priority_and_the_caller_keeps_its_own():
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    niceness = while_others_go_first(
        lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    )
    assert niceness == max(own, NICENESS)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == own


def test_what_goes_wrong_is_raised_where_it_was_asked_for():
    def wrong():
        raise ValueError("no such password")

    with pytest.raises(ValueError, match="no such password"):
        while_others_go_first(wrong)


def test_each_process_has_threads_of_its_own():
    mine = _threads(os.getpid())
    assert mine is _threads(os.getpid())
    assert mine is not _threads(-1)
