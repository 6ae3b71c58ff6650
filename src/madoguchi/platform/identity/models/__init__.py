# SPDX-License-Identifier: Apache-2.0
"""How do accounts, their factors and the sessions of staff rest in the database?"""

from madoguchi.platform.identity.models.accounts import (
    AccountKey,
    ErasedAccount,
    FailedSignIns,
    User,
)
from madoguchi.platform.identity.models.citizens import CardLink, KeyWrap, SignIn
from madoguchi.platform.identity.models.factors import (
    OneTimeCode,
    Passkey,
    RecoveryCode,
    SpentValue,
)
from madoguchi.platform.identity.models.staff import (
    EmergencyAccount,
    StaffProfile,
    StaffSignIn,
    VisitingStaff,
)

__all__ = [
    "AccountKey",
    "CardLink",
    "EmergencyAccount",
    "ErasedAccount",
    "FailedSignIns",
    "KeyWrap",
    "OneTimeCode",
    "Passkey",
    "RecoveryCode",
    "SignIn",
    "SpentValue",
    "StaffProfile",
    "StaffSignIn",
    "User",
    "VisitingStaff",
]
