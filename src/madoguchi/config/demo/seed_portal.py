# SPDX-License-Identifier: Apache-2.0
"""Who can sign in on the portal when the demo opens?"""

from datetime import datetime
from pathlib import Path

from madoguchi.config.demo.people import RESIDENTS
from madoguchi.config.demo.sign_ins import ensure_passwords
from madoguchi.platform.identity.api import User, create_citizen


def seed_residents(home: Path, *, at: datetime) -> int:
    """Make the residents' accounts with a checked e-mail address; returns how many are new."""
    password = ensure_passwords(home)["residents"]
    made = 0
    for one in RESIDENTS:
        if not User.objects.filter(email=one.email).exists():
            create_citizen(email=one.email, password=password, at=at)
            made += 1
    return made
