# SPDX-License-Identifier: Apache-2.0
"""Who stands behind something that came in?"""

from madoguchi.engines.cases.models import Case
from madoguchi.kernel.actors import Actor


def actor_of_applicant(case: Case) -> Actor:
    """The applicant of a case, as actions and the audit log name them: without a name."""
    ref = case.content.applicant_ref
    return Actor(kind="citizen" if ref else "guest", ref=ref or f"receipt:{case.number}", name="")


def who_sent(case: Case, actor: Actor) -> Actor:
    """The clerk who typed it in from paper or telephone, else the applicant."""
    return actor if actor.kind == "staff" else actor_of_applicant(case)
