# SPDX-License-Identifier: Apache-2.0
"""How does an operator close the zone for work and open it again? `madoguchi manage maintenance`."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from madoguchi.kernel.clock import TOKYO
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.maintenance import close, reopen


class Command(BaseCommand):
    """``on`` closes (or announces, with --from), ``off`` opens."""

    help = "Close the zone for work, announce the work, or open the zone again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=["on", "off"])
        parser.add_argument("--from", dest="begins", help="2026-11-28T22:00, Japanese time")
        parser.add_argument("--until", help="2026-11-29T05:00, Japanese time")
        parser.add_argument("--message", help="what to tell people, in Japanese")

    def handle(self, **options: Any) -> None:
        if options["state"] == "off":
            self.stdout.write("open" if reopen() else "was not closed")
            return
        path = close(
            begins_at=_japanese_time(options["begins"]),
            until_at=_japanese_time(options["until"]),
            message=text(options["message"]) if options["message"] else None,
        )
        self.stdout.write(f"written: {path}")


def _japanese_time(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).replace(tzinfo=TOKYO) if written else None
