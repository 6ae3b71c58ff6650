# SPDX-License-Identifier: Apache-2.0
"""How is a person taken out of the audit log without breaking its proof?"""

from datetime import datetime

from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit import subject_keys
from madoguchi.platform.audit.append import record
from madoguchi.platform.audit.models import Leaf


def erase_subject(*, subject: str, actor: Actor, at: datetime, purpose: str) -> Leaf:
    """Destroy the key of a subject's personal values, in the caller's transaction.

    The leaves stay and still prove that, when and by whom something was done; the values cannot
    be read again by anyone. The erasure is itself a leaf.
    """
    destroyed = subject_keys.destroy(subject, at)
    return record(
        action="audit.subject.erased",
        actor=actor,
        subject=subject,
        at=at,
        purpose=purpose,
        detail={"keys": destroyed},
    )
