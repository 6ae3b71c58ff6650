# SPDX-License-Identifier: Apache-2.0
"""Publish the packs: procedures in the office; bookings and notices on the portal."""

import argparse

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser, zones=("office", "portal"))
    parser.add_argument(
        "--check", action="store_true", help="show what would change; change nothing"
    )
    parser.add_argument(
        "--replace", action="store_true", help="portal: override rules that staff have changed"
    )
    parser.add_argument(
        "--weeks", type=int, default=0, help="portal, demonstrations: move dates by weeks"
    )


def run(options: argparse.Namespace) -> int:
    """Compile everything, then publish what has changed."""
    import django

    django.setup()
    from django.conf import settings

    if settings.ZONE != "portal":
        return publish_procedures(options)
    return publish_booking(options) or publish_messaging(options)


def publish_procedures(options: argparse.Namespace) -> int:
    """Compile every definition, then publish the changed ones."""
    from django.conf import settings

    from madoguchi.engines.cases.api import publish_packs
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.kernel.definition.compile import DefinitionRejected
    from madoguchi.kernel.packs import PackRejected, read_packs

    try:
        packs = read_packs(settings.PACKS_ROOT, settings.PACKS)
        if options.check:
            print(f"{len(packs.procedures)} procedures compile")
            return 0
        published = publish_packs(packs=packs, actor=SYSTEM, at=now())
    except (PackRejected, DefinitionRejected) as problem:
        print(problem)
        return 1
    for procedure_id, revision in published:
        print(f"published {procedure_id} r{revision}")
    print(f"{len(published)} changed, {len(packs.procedures)} in all")
    return 0


def publish_booking(options: argparse.Namespace) -> int:
    """Check every place, quota, offer and lottery, then load what has changed."""
    from django.conf import settings

    from madoguchi.engines.booking.api import list_changes, load_pack
    from madoguchi.engines.booking.pack import read_booking
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.kernel.packs import PackRejected
    from madoguchi.kernel.refusal import Refusal
    from madoguchi.platform.screens.city import current_city

    sections = {one.key for one in current_city().sections}
    try:
        pack = read_booking(settings.PACKS_ROOT, settings.PACKS, sections=sections)
        pack = pack.moved(options.weeks)
        changes = list_changes(pack, at=now(), replace=options.replace)
        told = [one for one in changes if one.verb != "same"]
        print("\n".join([*map(str, told), f"{len(told)} of {len(changes)} parts differ"]))
        if options.check:
            return int(any(one.verb == "refused" for one in changes))
        load_pack(pack=pack, actor=SYSTEM, at=now(), replace=options.replace)
        publish_payments()
    except PackRejected as problem:
        print(problem)
        return 1
    except Refusal as refusal:
        print(refusal.message.ja)
        return 1
    return 0


def publish_payments() -> None:
    """Load accounts, late charges, reminders and levies, and say what changed."""
    from django.conf import settings

    from madoguchi.engines.payments.api import load_pack
    from madoguchi.engines.payments.pack import read_payments
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now

    pack = read_payments(settings.PACKS_ROOT, settings.PACKS)
    changed = load_pack(pack=pack, actor=SYSTEM, at=now())
    print(f"payments: {len(changed)} parts differ")


def publish_messaging(options: argparse.Namespace) -> int:
    """Check topics, templates, areas and plain words, then load what has changed."""
    from django.conf import settings

    from madoguchi.engines.messaging.api import load_pack
    from madoguchi.engines.messaging.pack import read_messaging
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.kernel.packs import PackRejected
    from madoguchi.platform.screens.city import current_city

    sections = {one.key for one in current_city().sections}
    try:
        pack = read_messaging(settings.PACKS_ROOT, settings.PACKS, sections=sections)
    except PackRejected as problem:
        print(problem)
        return 1
    counted = f"{len(pack.topics)} topics and {len(pack.templates)} templates of notices"
    if options.check:
        print(counted)
        return 0
    loaded = load_pack(pack=pack, actor=SYSTEM, at=now())
    print(f"{counted}, {loaded.topics + loaded.templates} changed")
    return 0
