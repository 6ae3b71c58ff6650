# SPDX-License-Identifier: Apache-2.0
"""May this person file, and if not, under which article?"""

from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.look import look
from madoguchi.kernel.definition.results import Answers, Eligibility, Reason
from madoguchi.kernel.texts import text


def check_eligibility(
    compiled: Compiled, answers: Answers, ctx: Context, *, final: bool = False
) -> Eligibility:
    """Each requirement with its reason and law. ``ok`` is None while answers are missing.

    ``final``: what is missing was left empty, so that ``ok`` is known.
    """
    frame = look(compiled, answers, ctx, final=final).frame
    reasons = tuple(
        Reason(
            id=rule.id,
            met=test(frame),
            because=text(rule.because.ja, rule.because.en, rule.because.easy),
            law=rule.because.law,
            stop=rule.stop,
        )
        for rule, test in compiled.eligible
    )
    needed = [reason.met for reason in reasons if reason.stop]
    if False in needed:
        return Eligibility(ok=False, reasons=reasons)
    return Eligibility(ok=None if None in needed else True, reasons=reasons)
