# SPDX-License-Identifier: Apache-2.0
"""Publish the procedures of the packs: a new revision where a definition has changed."""

import argparse

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser, zones=("office",))
    parser.add_argument("--check", action="store_true", help="only compile; publish nothing")


def run(options: argparse.Namespace) -> int:
    """Compile every definition, then publish the changed ones."""
    import django

    django.setup()
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
