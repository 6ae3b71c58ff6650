# SPDX-License-Identifier: Apache-2.0
"""Does every procedure take the applications that it should, and refuse the others?"""

import pytest

from madoguchi.kernel.examples import Example, run_example
from tests.packs.demo import SERVICES, demo_context, demo_packs

EXAMPLES = [
    pytest.param(key, example, id=f"{key}: {example.title}")
    for key in SERVICES
    for example in demo_packs().procedures[key].examples
]


@pytest.mark.parametrize(("key", "example"), EXAMPLES)
def test_an_example_is_treated_as_its_author_says(key: str, example: Example) -> None:
    differences = run_example(demo_packs().procedures[key].compiled, example, demo_context())
    assert differences == []


@pytest.mark.parametrize("key", SERVICES)
def test_there_are_examples_of_both_kinds(key: str) -> None:
    valid = [example.valid for example in demo_packs().procedures[key].examples]
    assert valid.count(True) >= 3
    assert valid.count(False) >= 3


@pytest.mark.parametrize("key", SERVICES)
def test_an_example_says_what_must_come(key: str) -> None:
    for example in demo_packs().procedures[key].examples:
        wanted = example.expect
        assert wanted.errors is not None or wanted.ending, example.title
        if not example.valid:
            refused = wanted.errors or wanted.ending or wanted.eligible is False
            assert refused, f"{example.title}: invalid for no reason that is named"


@pytest.mark.parametrize("key", [k for k in SERVICES if demo_packs().procedures[k].definition.fee])
def test_a_fee_is_expected_somewhere(key: str) -> None:
    fees = {example.expect.fee_yen for example in demo_packs().procedures[key].examples}
    assert len(fees - {None}) >= 2, "two different fees show that the rule is at work"
