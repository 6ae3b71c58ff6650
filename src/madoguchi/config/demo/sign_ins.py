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
    sections = dict.fromkeys(one.section for one in STAFF)
    staff = "".join(f"    {section:<16} {_people_of(section)}\n" for section in sections)
    return (
        f"  residents sign in with the password  {passwords['residents']}\n{residents}"
        f"  staff sign in with the password      {passwords['staff']}\n{staff}"
    )


def _people_of(section: str) -> str:
    """Everyone who signs in for a section: name to type, name, and the post of who is no clerk."""
    return ", ".join(
        f"{one.login} {one.name}" + ("" if one.post == "counter" else f" ({one.post})")
        for one in STAFF
        if one.section == section
    )


def _password() -> str:
    words = "-".join(secrets.choice(_WORDS) for _ in range(2))
    return f"{words}-{secrets.randbelow(9000) + 1000}"
