# SPDX-License-Identifier: Apache-2.0
"""Fill a zone with the fictional people and past months of the demonstration city."""

import argparse
from datetime import datetime
from pathlib import Path

from madoguchi.config.cli import add_zone

BOOKINGS = 20261123
"""The seed of the made-up bookings: the same each time, on any day."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser, zones=("portal", "office"))
    parser.add_argument("--cases", type=int, default=300, help="cases to open (office)")
    parser.add_argument(
        "--passwords", type=Path, required=True, help="folder that keeps the demo's passwords"
    )


def seed_bookings(home: Path, *, at: datetime) -> list[str]:
    """Three months of bookings, once for each demo city; lines that say what was made."""
    import random

    from django.conf import settings
    from django.db import transaction

    from madoguchi.config.demo.booking_people import make_crowd
    from madoguchi.config.demo.seed_bookings import Filling, seed_own, stay_away
    from madoguchi.config.demo.seed_invitations import seed_invitations
    from madoguchi.config.demo.seed_lotteries import seed_lotteries
    from madoguchi.engines.booking.api import list_offers, take_over
    from madoguchi.engines.booking.pack import read_booking
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.platform.screens.city import current_city

    marker = home / "bookings-seeded"
    if marker.exists():
        return ["bookings are there"]
    if not list_offers():
        return ["no bookings: madoguchi publish --zone portal says what can be booked"]
    sections = {one.key for one in current_city().sections}
    pack = read_booking(settings.PACKS_ROOT, settings.PACKS, sections=sections)
    chance = random.Random(BOOKINGS)  # noqa: S311 - made-up people, not secrets
    with transaction.atomic():
        crowd = make_crowd(chance, at=at)
        made = take_over(bookings=Filling(pack, crowd, chance, at).fill(), actor=SYSTEM, at=at)
        away = stay_away(made, at=at)
        own = list(seed_own(crowd, at=at))
        drawn = seed_lotteries(crowd, chance, home=home, at=at)
        drawn += seed_invitations(chance, home=home, at=at)
    marker.touch()
    return [f"{len(made)} bookings, {away} stayed away, {len(own)} own", *drawn]


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
        print("\n".join(seed_bookings(options.passwords, at=now())))
        print("\n".join(seed_counters(options.passwords)))
        print("\n".join(seed_dues(options.passwords)))
        print("\n".join(seed_notices(options.passwords)))
        return 0
    from madoguchi.config.demo.seed_office import seed_cases, seed_staff
    from madoguchi.kernel.packs import read_packs

    seed_staff(options.passwords, at=now())
    packs = read_packs(settings.PACKS_ROOT, settings.PACKS)
    print(f"{seed_cases(packs, count=options.cases, at=now())} cases")
    return 0


def seed_counters(home: Path) -> list[str]:
    """Past weeks at the counters, and people who wait today."""
    from django.conf import settings

    from madoguchi.config.demo.seed_queue import seed_queue
    from madoguchi.engines.queue.pack import read_queue
    from madoguchi.kernel.clock import now
    from madoguchi.platform.screens.city import current_city

    city = current_city()
    sections = [one.key for one in city.sections]
    pack = read_queue(settings.PACKS_ROOT, settings.PACKS, sections=sections)
    return seed_queue(home, pack, city.calendar, at=now())


def seed_dues(home: Path) -> list[str]:
    """What the residents owe."""
    from madoguchi.config.demo.seed_payments import seed_payments
    from madoguchi.kernel.clock import now

    return seed_payments(home, at=now())


def seed_notices(home: Path) -> list[str]:
    """Readers, notices of past weeks and announcements."""
    from django.conf import settings

    from madoguchi.config.demo.seed_messaging import seed_messaging
    from madoguchi.engines.messaging.api import load_pack
    from madoguchi.engines.messaging.pack import read_messaging
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.platform.screens.city import current_city

    sections = [one.key for one in current_city().sections]
    pack = read_messaging(settings.PACKS_ROOT, settings.PACKS, sections=sections)
    load_pack(pack=pack, actor=SYSTEM, at=now())
    return seed_messaging(home, at=now())
