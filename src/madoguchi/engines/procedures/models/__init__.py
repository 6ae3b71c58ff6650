# SPDX-License-Identifier: Apache-2.0
"""The rows of the procedures engine."""

from madoguchi.engines.procedures.models.draft import Draft, DraftKey
from madoguchi.engines.procedures.models.failed_lookup import FailedLookup
from madoguchi.engines.procedures.models.note import ApplicantNote
from madoguchi.engines.procedures.models.profile import ENDINGS, EndedKeeping, Profile
from madoguchi.engines.procedures.models.restricted_link import RestrictedLink
from madoguchi.engines.procedures.models.revision import Revision
from madoguchi.engines.procedures.models.sent import Sent
from madoguchi.engines.procedures.models.submission import StateChange, Submission

__all__ = [
    "ENDINGS",
    "ApplicantNote",
    "Draft",
    "DraftKey",
    "EndedKeeping",
    "FailedLookup",
    "Profile",
    "RestrictedLink",
    "Revision",
    "Sent",
    "StateChange",
    "Submission",
]
