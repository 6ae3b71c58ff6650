# SPDX-License-Identifier: Apache-2.0
"""However channels fail, a person is sent each channel at most once, in order, and never after opening."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from madoguchi.engines.messaging.rules.chain import CHANNELS, is_chain, next_channel, order_for


class Chain(RuleBasedStateMachine):
    """One delivery over its life; addresses come and go."""

    @initialize(
        chain=st.permutations(CHANNELS).flatmap(
            lambda order: st.integers(1, 5).map(lambda n: tuple(order[:n]))
        ),
        ranks=st.dictionaries(st.sampled_from(CHANNELS), st.none() | st.integers(0, 4)),
    )
    def begin(self, chain, ranks):
        assert is_chain(chain)
        self.chain, self.ranks = chain, dict(ranks)
        self.tried, self.over, self.opened = [], False, False
        self.current = next_channel(order_for(chain, self.ranks), [])

    def go_on(self):
        self.tried.append(self.current)
        self.current = next_channel(order_for(self.chain, self.ranks), self.tried)
        self.over = self.current is None

    @precondition(lambda self: self.current and not self.opened)
    @rule()
    def fails_for_good(self):
        self.ranks.pop(self.current, None)
        self.go_on()

    @precondition(lambda self: self.current and not self.opened)
    @rule()
    def is_not_opened_in_time(self):
        self.go_on()

    @precondition(lambda self: self.current and not self.opened)
    @rule()
    def is_opened(self):
        self.opened = True

    @rule(channel=st.sampled_from(CHANNELS), rank=st.none() | st.integers(0, 4))
    def gets_an_address(self, channel, rank):
        self.ranks[channel] = rank

    @rule(channel=st.sampled_from(CHANNELS))
    def loses_an_address(self, channel):
        self.ranks.pop(channel, None)

    @invariant()
    def never_the_same_twice(self):
        seen = [*self.tried, *([self.current] if self.current else [])]
        assert len(seen) == len(set(seen))
        assert set(seen) <= set(self.chain)

    @invariant()
    def ends_in_time(self):
        assert len(self.tried) <= len(self.chain)

    @invariant()
    def own_ranks_come_first(self):
        order = order_for(self.chain, self.ranks)
        ranked = [one for one in order if self.ranks[one] is not None]
        assert list(order[: len(ranked)]) == ranked
        assert [self.ranks[one] for one in ranked] == sorted(self.ranks[one] for one in ranked)


Chain.TestCase.settings = settings(stateful_step_count=20, deadline=None)
TestChain = Chain.TestCase
