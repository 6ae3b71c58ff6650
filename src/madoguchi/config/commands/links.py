# SPDX-License-Identifier: Apache-2.0
"""Give out links to procedures that are not for everyone, list them, take them back."""

import argparse
from datetime import timedelta

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser, zones=("portal",))
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser("new", help="make a link; it is printed once")
    new.add_argument("procedure", help="the id of a procedure, such as disaster-damage")
    new.add_argument("--for", dest="label", default="", help="whom it is given to (a note)")
    new.add_argument("--days", type=int, help="how many days it opens the procedure")
    listed = actions.add_parser("list", help="which links were given out")
    listed.add_argument("procedure", nargs="?", help="only of this procedure")
    revoke = actions.add_parser("revoke", help="stop a link")
    revoke.add_argument("number", type=int, help="its number, from `links list`")


def run(options: argparse.Namespace) -> int:
    """Make, list or stop."""
    import django

    django.setup()
    actions = {"new": make_link, "list": list_all, "revoke": revoke_link}
    return actions[options.action](options)


def make_link(options: argparse.Namespace) -> int:
    """Print a new link; it can never be shown again."""
    from django.conf import settings

    from madoguchi.engines.procedures.api import make_restricted_link
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.kernel.refusal import NotFound

    at = now()
    try:
        code = make_restricted_link(
            procedure_id=options.procedure,
            label=options.label,
            actor=SYSTEM,
            at=at,
            expires_at=at + timedelta(days=options.days) if options.days else None,
        )
    except NotFound as refusal:
        print(f"{refusal.message.pick('en')} ({options.procedure})")
        return 1
    origin = str(settings.PORTAL_URL).rstrip("/")
    print(f"{origin}/procedures/{options.procedure}/code/?code={code}")
    return 0


def list_all(options: argparse.Namespace) -> int:
    """Print a line for each link."""
    from madoguchi.engines.procedures.api import list_links
    from madoguchi.kernel.clock import now

    at = now()
    for link in list_links(options.procedure):
        state = "in use"
        if link.revoked_at:
            state = f"revoked {link.revoked_at:%Y-%m-%d}"
        elif link.expires_at:
            state = f"{'until' if link.expires_at > at else 'expired'} {link.expires_at:%Y-%m-%d}"
        print(f"{link.pk:>5}  {link.procedure_id:<28}{state:<20}{link.label}")
    return 0


def revoke_link(options: argparse.Namespace) -> int:
    """Stop a link; 1 where nothing was to stop."""
    from madoguchi.engines.procedures.api import revoke_restricted_link
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now

    if revoke_restricted_link(link_id=options.number, actor=SYSTEM, at=now()):
        print("revoked")
        return 0
    print(f"No link number {options.number} is in use.")
    return 1
