# SPDX-License-Identifier: Apache-2.0
"""Which passwords do the people of the demo have? Made anew for each demo city, kept beside it."""

import json
import os
import secrets
from pathlib import Path

from madoguchi.config.demo.people import RESIDENTS, STAFF

_WORDS = (
    "minato",
    "hamabe",
    "asanagi",
    "shiomi",
    "tomosu",
    "hikari",
    "misaki",
    "kamome",
    "namioto",
)


def ensure_passwords(home: Path) -> dict[str, str]:
    """One password for residents and one for staff; made once with owner-only rights."""
    path = home / "passwords.json"
    if not path.exists():
        made = {who: _password() for who in ("residents", "staff")}
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(made, file)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def describe_sign_ins(home: Path) -> str:
    """The sign-ins as they are printed in the terminal."""
    passwords = ensure_passwords(home)
    residents = "".join(f"    {one.email:<24} {one.family} {one.given}\n" for one in RESIDENTS)
    told = [
        one
        for one in STAFF
        if one.section in {"child-support", "citizens", "dx", "sports", "learning", "health"}
    ]
    staff = "".join(f"    {one.login:<24} {one.name} ({one.section}, {one.post})\n" for one in told)
    return (
        f"  residents sign in with the password  {passwords['residents']}\n{residents}"
        f"  staff sign in with the password      {passwords['staff']}\n{staff}"
    )


def _password() -> str:
    words = "-".join(secrets.choice(_WORDS) for _ in range(2))
    return f"{words}-{secrets.randbelow(9000) + 1000}"
