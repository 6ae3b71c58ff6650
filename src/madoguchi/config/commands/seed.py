# SPDX-License-Identifier: Apache-2.0
"""Fill a zone with the fictional people and past months of the demonstration city."""

import argparse
from pathlib import Path

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser, zones=("portal", "office"))
    parser.add_argument("--cases", type=int, default=300, help="cases to open (office)")
    parser.add_argument(
        "--passwords", type=Path, required=True, help="folder that keeps the demo's passwords"
    )


def run(options: argparse.Namespace) -> int:
    """Seed; people who exist are left as they are. Refuses outside a demo."""
    import django

    django.setup()
    from django.conf import settings

    from madoguchi.kernel.clock import now

    if not settings.DEMO:
        print("This is not a demonstration (MADOGUCHI_DEMO is not set): nothing was seeded.")
        return 1
    if settings.ZONE == "portal":
        from madoguchi.config.demo.seed_portal import seed_residents

        print(f"{seed_residents(options.passwords, at=now())} residents")
        return 0
    from madoguchi.config.demo.seed_office import seed_cases, seed_staff
    from madoguchi.kernel.packs import read_packs

    seed_staff(options.passwords, at=now())
    packs = read_packs(settings.PACKS_ROOT, settings.PACKS)
    print(f"{seed_cases(packs, count=options.cases, at=now())} cases")
    return 0
