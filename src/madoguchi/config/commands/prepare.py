# SPDX-License-Identifier: Apache-2.0
"""Make a zone ready to serve; safe to repeat."""

import argparse

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def run(options: argparse.Namespace) -> int:
    """Make keys, migrate, collect static files, load what the packs say of this zone."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from madoguchi.platform.crypto.keys import ensure_zone_keys

    verbosity = 0 if options.quiet else 1
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    ensure_zone_keys()
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.ZONE == "office":
        load_the_organisation()
    if settings.ZONE == "portal":
        load_the_counters()
    if not options.quiet:
        print(f"{settings.ZONE}: ready in {settings.HOME}")
    return 0


def load_the_organisation() -> None:
    """Bring sections, posts and permissions of the packs' city into the database."""
    from django.conf import settings

    from madoguchi.kernel.clock import now
    from madoguchi.kernel.packs import read_packs
    from madoguchi.platform.organisation.load import load_organisation

    packs = read_packs(settings.PACKS_ROOT, settings.PACKS)
    load_organisation(packs.city, at=now())


def load_the_counters() -> None:
    """Bring the lines and desks of the packs into the database; the same pack changes nothing."""
    from django.conf import settings

    from madoguchi.engines.queue.api import load_queue
    from madoguchi.engines.queue.pack import read_queue
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.platform.screens.city import current_city

    sections = [one.key for one in current_city().sections]
    pack = read_queue(settings.PACKS_ROOT, settings.PACKS, sections=sections)
    load_queue(pack=pack, actor=SYSTEM, at=now())
