# SPDX-License-Identifier: Apache-2.0
"""A place to book, with what one person has there: an example for each address with parts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from madoguchi.engines.booking import api
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import today

KEY = "court"
"""The space, the offer and the lottery have one key, so that one example serves all addresses."""


def place_court(at):
    """A court with a lottery that is open, and times before it that can be booked."""
    by = {"section": "citizens", "actor": SYSTEM, "at": at}
    api.place_space(key=KEY, title={"ja": "テニスコート"}, **by)
    api.define_offer(
        key=KEY, kind="facility", title={"ja": "テニスコート"}, spaces=[KEY],
        rules={
            "times": {"kind": "grid", "minutes": 60}, "window": {"days_before": 90},
            "waiting": {"size": 5}, "lottery": True,
        }, **by,
    )  # fmt: skip
    first = today(at) + timedelta(days=40)
    api.plan_round(
        key=KEY, title={"ja": "抽選"}, offers=[KEY], days=(first, first),
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=1),
        confirm_by=at + timedelta(days=2), actor=SYSTEM, at=at,
    )  # fmt: skip


def things_of(actor, at, *, hour):
    """Somebody's booking, application, place on a list, group and feed; their ids."""
    wish = _wish(today(at) + timedelta(days=10), hour)
    made = api.hold(wanted=wish, actor=actor, at=at)
    full = _wish(today(at) + timedelta(days=11), hour)
    api.hold(wanted=replace(full, straight=True), actor=SYSTEM, at=at)
    waiting = api.join_waiting(wanted=full, actor=actor, at=at)
    drawn = _wish(today(at) + timedelta(days=40), hour)
    entry = api.enter_lottery(round_key=KEY, wishes=[[drawn]], actor=actor, at=at)
    by = {"section": "citizens", "actor": SYSTEM, "at": at}
    birth_on, name = date(1990, 1, hour), f"人{hour}"
    personal = {"name": name, "birth_on": birth_on.isoformat()}
    patron = api.register_patron(party_ref=actor.ref, personal=personal, **by)
    member = api.Member(name=name, birth_on=birth_on, account_ref=actor.ref, may_book=True)
    group = api.register_group(members=[member], personal={"name": "団体"}, **by)
    return {
        "key": KEY,
        "number": made.number,
        "waiting_id": str(waiting.id),
        "entry_id": str(entry.id),
        "group_id": str(group.id),
        "patron_id": str(patron.id),
        "secret": api.secret_of(api.share_feed(actor=actor, at=at)),
    }


def _wish(day, hour):
    starts_at = datetime(day.year, day.month, day.day, hour - 9, tzinfo=UTC)
    ends_at = starts_at + timedelta(hours=1)
    return api.Wanted(offer=KEY, space=KEY, starts_at=starts_at, ends_at=ends_at)
