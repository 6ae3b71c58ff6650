# SPDX-License-Identifier: Apache-2.0
"""Is a refusal told to every reader?"""

from madoguchi.kernel.refusal import Refusal


def told_in_three_languages(refusal: Refusal) -> None:
    """Assert that the sentence and the next step exist in each language, with nothing unfilled."""
    for words in (refusal.message, refusal.next_step):
        if words is not None:
            for sentence in (words.ja, words.en, words.easy):
                assert sentence
                assert len(sentence) >= 5
