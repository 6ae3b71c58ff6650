# SPDX-License-Identifier: Apache-2.0
"""On which kind of device did somebody sign in? Coarse words: enough to say "that was me"."""

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)


def kind_of_device(user_agent: str) -> str:
    """Such as ``iPhone・Safari``; empty where nothing is known. Nothing else is kept of it."""
    found = [
        next((name for mark, name in names if mark in user_agent), "")
        for names in (_SYSTEMS, _BROWSERS)
    ]
    return "・".join(part for part in found if part)
