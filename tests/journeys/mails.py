# SPDX-License-Identifier: Apache-2.0
"""What has the portal written to people? The mails of a town lie in a folder."""

import re
from email import message_from_bytes, policy
from pathlib import Path

from tests.journeys.town import Town


def mails_to(town: Town, address: str) -> list[str]:
    """The bodies of the mails to an address, the oldest first."""
    found: list[tuple[int, int, str]] = []
    for path in Path(town.portal.home, "mail").glob("*.log"):
        parts = path.read_bytes().split(b"-" * 79 + b"\n")
        for place, raw in enumerate(parts):
            mail = message_from_bytes(raw.lstrip(), policy=policy.default)
            if mail["To"] == address:
                found.append((path.stat().st_mtime_ns, place, mail.get_content()))
    return [body for _, _, body in sorted(found)]


def code_to(town: Town, address: str) -> str:
    """The eight digits of the latest mail that has some."""
    codes = [re.search(r"^\d{8}$", body, re.MULTILINE) for body in mails_to(town, address)]
    return [code.group() for code in codes if code][-1]
