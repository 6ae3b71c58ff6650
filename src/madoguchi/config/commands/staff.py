# SPDX-License-Identifier: Apache-2.0
"""Look after the accounts of staff: make, appoint, lock, second factor, sessions, emergencies."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from madoguchi.config.cli import add_zone

if TYPE_CHECKING:
    from madoguchi.platform.identity.api import User

DONE, REFUSED = 0, 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    add_zone(parser, zones=("office",))
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="who has an account, which factors, which sessions")
    listed.add_argument("word", nargs="?", default="", help="part of a name or login name")
    add = actions.add_parser("add", help="make an account; the first password is printed once")
    _login(add)
    add.add_argument("--name", required=True, help="the name that colleagues see")
    add.add_argument("--email", default="", help="for alarms; not for signing in")
    appoint = actions.add_parser("appoint", help="give a person a post (発令)")
    _login(appoint)
    appoint.add_argument("--section", required=True, help="key of a section, such as dx")
    appoint.add_argument("--post", required=True, help="key of a post of that section")
    appoint.add_argument("--from", dest="from_on", type=date.fromisoformat, help="default: today")
    appoint.add_argument("--until", dest="until_on", type=date.fromisoformat, help="last day")
    password = actions.add_parser("set-password", help="a new password; sessions end")
    _login(password)
    password.add_argument("--ask", action="store_true", help="type it instead of making one")
    require = actions.add_parser("require-second-factor", help="ask this person for one, always")
    _login(require)
    require.add_argument("--no-longer", action="store_true", help="back to the rule of the city")
    for name, words in (
        ("reset-second-factor", "forget all factors of a person who lost them"),
        ("lock", "lock an account; its sessions end at once"),
        ("unlock", "let a person sign in again"),
        ("end-sessions", "end every session of a person"),
    ):
        step = actions.add_parser(name, help=words)
        _login(step)
        step.add_argument("--reason", required=True, help="stays in the audit log")
    glass = actions.add_parser(
        "break-glass", help="make the emergency account, or seal it again; see who opened it"
    )
    glass.add_argument("login", nargs="?", default="", help="its login name; nothing: only look")
    glass.add_argument("--hours", type=int, default=4, help="how long it works once opened")
    glass.add_argument("--tell", action="append", default=[], metavar="LOGIN", help="who is told")
    glass.add_argument("--section", default="", help="section of the post that it works with")
    glass.add_argument("--post", default="", help="post that it works with")


def run(options: argparse.Namespace) -> int:
    """Do one of them; 1 where it was refused."""
    import django

    django.setup()
    from madoguchi.kernel.refusal import Refusal

    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": list_all,
        "add": add_one,
        "appoint": appoint_one,
        "set-password": set_password,
        "break-glass": break_glass,
    }
    try:
        return actions.get(options.action, step)(options)
    except Refusal as refusal:
        print(refusal.message.pick("en"), file=sys.stderr)
        if refusal.next_step:
            print(refusal.next_step.pick("en"), file=sys.stderr)
        return REFUSED


def list_all(options: argparse.Namespace) -> int:
    """A line for each account."""
    from madoguchi.kernel.clock import now, today
    from madoguchi.platform.identity.api import list_staff
    from madoguchi.platform.organisation.api import posts_on

    rows = list_staff(options.word, at=now())
    print(f"{'login':<20}{'state':<12}{'second factor':<24}{'sessions':>8}  name, posts")
    for one in rows:
        state = "emergency" if one.emergency else "active" if one.user.is_active else "locked"
        factors = [f"{one.passkeys} passkeys"] if one.passkeys else []
        factors += ["app"] if one.codes else []
        posts = ", ".join(f"{p.section}/{p.post}" for p in posts_on(one.user.ref, today()))
        print(
            f"{one.user.get_username():<20}{state:<12}{' + '.join(factors) or 'none':<24}"
            f"{one.sessions:>8}  {one.user.display_name} ({posts or 'no post'})"
        )
    print(f"{len(rows)} accounts")
    return DONE


def add_one(options: argparse.Namespace) -> int:
    """Make an account with a password that is printed once."""
    from madoguchi.platform.identity.api import create_staff

    password = _new_password()
    create_staff(
        login=options.login,
        display_name=options.name,
        password=password,
        email=options.email,
        **_first(),
    )
    print(f"{options.login} can sign in with the password  {password}")
    print(
        "It works for seven days, and only to choose another. It is not shown again. Give it to the person yourself, and give them a post:"
    )
    print(f"  madoguchi staff appoint {options.login} --section … --post …")
    return DONE


def appoint_one(options: argparse.Namespace) -> int:
    """Give a post from a day on."""
    from madoguchi.kernel.clock import today
    from madoguchi.platform.organisation.api import appoint

    from_on = options.from_on or today()
    appoint(
        staff_ref=_user(options.login).ref,
        section=options.section,
        post=options.post,
        from_on=from_on,
        until_on=options.until_on,
        **_who_and_when(),
    )
    until = f" until {options.until_on}" if options.until_on else ""
    print(f"{options.login} holds {options.section}/{options.post} from {from_on}{until}")
    return DONE


def set_password(options: argparse.Namespace) -> int:
    """A new password, made or typed."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from madoguchi.platform.identity.api import set_staff_password

    user = _user(options.login)
    password = getpass.getpass("New password: ") if options.ask else _new_password()
    try:
        validate_password(password, user)
    except ValidationError as error:
        print("\n".join(error.messages), file=sys.stderr)
        return REFUSED
    given = _first()
    set_staff_password(user=user, password=password, until=given.pop("password_until"), **given)
    print(f"{options.login} has a new password; sessions with the old one are over")
    if not options.ask:
        print(f"  {password}")
    return DONE


def _first() -> dict[str, Any]:
    """Who and when, and until when a password works that the person did not choose."""
    from madoguchi.platform.identity.staff.first_password import LIFE

    given = _who_and_when()
    return {**given, "password_until": given["at"] + LIFE}


def step(options: argparse.Namespace) -> int:
    """The short steps: second factor, lock, sessions."""
    from madoguchi.platform.identity import api

    user, given = _user(options.login), _who_and_when()
    if options.action == "require-second-factor":
        required = not options.no_longer
        api.require_second_factor(user=user, required=required, **given)
        print(
            f"{options.login}: a second factor is {'required' if required else 'as the city says'}"
        )
        return DONE
    given["reason"] = options.reason
    if options.action == "reset-second-factor":
        api.reset_second_factor(user=user, **given)
        print(f"{options.login} has no second factor now; every session is over")
    elif options.action == "end-sessions":
        print(f"{options.login}: {api.end_sessions(user=user, **given)} known sessions ended")
    else:
        locked = options.action == "lock"
        api.set_lock(user=user, locked=locked, **given)
        print(f"{options.login} is {'locked; every session is over' if locked else 'unlocked'}")
    return DONE


def break_glass(options: argparse.Namespace) -> int:
    """Seal the emergency account and print its passphrase once; or tell whether it was opened."""
    from madoguchi.kernel.clock import today
    from madoguchi.platform.identity.api import open_alarms, seal_emergency
    from madoguchi.platform.organisation.api import appoint, posts_on

    if not options.login:
        for one in open_alarms():
            print(f"OPENED {one.login} at {one.opened_at:%Y-%m-%d %H:%M} UTC: {one.reason}")
        print(f"{len(open_alarms())} emergency accounts are open")
        return DONE
    for login in options.tell:
        _user(login)
    user, passphrase = seal_emergency(
        login=options.login,
        name="緊急用アカウント",
        hours=options.hours,
        told=options.tell,
        **_who_and_when(),
    )
    if options.section and not posts_on(user.ref, today()):
        appoint(
            staff_ref=user.ref,
            section=options.section,
            post=options.post,
            from_on=today(),
            **_who_and_when(),
        )
    print(f"The emergency account {options.login} is sealed. Write this on paper, for the safe:")
    print(f"\n    {passphrase}\n")
    print(f"It is not shown again. Once opened at /sign-in/emergency/ it works {options.hours} h,")
    print("alerts administrators, the data protection officer" + _told(options.tell) + ",")
    print("and must be sealed again with this command.")
    if not posts_on(user.ref, today()):
        print("NOTE: it holds no post and may do nothing: use --section and --post.")
    return DONE


def _told(logins: list[str]) -> str:
    return f" and (by mail) {', '.join(logins)}" if logins else ""


def _login(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", help="login name")


def _user(login: str) -> "User":
    from madoguchi.kernel.refusal import NotFound
    from madoguchi.kernel.texts import text
    from madoguchi.platform.identity.api import find_staff_by_login

    user = find_staff_by_login(login)
    if user is None:
        raise NotFound(
            text(f"「{login}」という職員はいません。", f"There is no account {login}."),
            next_step=text("madoguchi staff list", "See: madoguchi staff list"),
        )
    return user


def _who_and_when() -> dict[str, Any]:
    from madoguchi.kernel.actors import Actor
    from madoguchi.kernel.clock import now

    # Who sits at the server's keyboard is the best that the log can know.
    operator = os.environ.get("SUDO_USER") or getpass.getuser()
    actor: Actor = Actor(kind="system", ref=f"system:operator:{operator}"[:60], name=operator)
    return {"actor": actor, "at": now()}


def _new_password() -> str:
    from madoguchi.platform.identity.api import make_password_text

    return make_password_text()
