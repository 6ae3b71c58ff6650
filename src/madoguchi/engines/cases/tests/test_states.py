# SPDX-License-Identifier: Apache-2.0
"""Which moves does the skeleton allow?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.cases.rules.states import (
    ENDED,
    MOVES,
    OPEN,
    STATE_NAMES,
    MoveNotAllowed,
    decide_move,
    fold_state,
    is_move_possible,
)


def test_the_way_of_most_cases():
    kinds = ["opened", "review_started", "correction_requested", "note_written"]
    kinds += ["correction_received", "decision_proposed", "approved", "closed"]
    assert fold_state(kinds) == "closed"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("approved", "received"),
        ("approved", "correction"),
        ("correction_requested", "correction"),
        ("closed", "reviewing"),
        ("reopened", "deciding"),
        ("withdrawn", "approved"),
        ("withdrawn", "closed"),
        ("review_started", "closed"),
    ],
)
def test_what_is_refused_says_where_the_case_stands(kind, state):
    with pytest.raises(MoveNotAllowed) as refused:
        decide_move(kind, state)
    assert STATE_NAMES[state].ja in refused.value.message.ja
    assert refused.value.status == 409
    assert not is_move_possible(kind, state)


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=40))
def test_no_row_of_actions_leaves_the_skeleton(kinds):
    state = ""
    for kind in ["opened", *kinds]:
        if not is_move_possible(kind, state):
            with pytest.raises(MoveNotAllowed):
                decide_move(kind, state)
            continue
        before, state = state, decide_move(kind, state)
        assert state in STATE_NAMES
        if state in {"approved", "refused"}:
            assert before == "deciding"
        if state == "closed":
            assert before in (ENDED if kind == "closed" else {"received", "reviewing"})
    assert state in OPEN | ENDED | {"closed"}
