# SPDX-License-Identifier: Apache-2.0
"""The town hall of the tests: sections, posts, the cast, one published procedure."""

from collections import defaultdict
from datetime import UTC, date, datetime

from madoguchi.engines.cases import events
from madoguchi.engines.cases.api import open_case, publish_procedure
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.tests import town
from madoguchi.kernel import facts
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.identity.api import User
from madoguchi.platform.organisation.api import appoint, load_organisation
from madoguchi.platform.screens.city import current_city

LONG_AGO = datetime(2025, 4, 1, 0, 0, tzinfo=UTC)


def stand_alone(monkeypatch):
    """The engine by itself: keys of the zone, and no journey that listens."""
    ensure_zone_keys()
    own = {
        fact: [one for one in found if one.__module__.startswith("madoguchi.engines.cases")]
        for fact, found in facts._listeners.items()
    }
    monkeypatch.setattr(facts, "_listeners", defaultdict(list, own))


def make_staff(login, name, *posts):
    user = User.objects.create(
        kind=User.Kind.STAFF, login=login, display_name=name, joined_at=LONG_AGO, password="!"
    )
    for section, post in posts:
        appoint(
            staff_ref=user.ref,
            section=section,
            post=post,
            from_on=date(2025, 4, 1),
            actor=SYSTEM,
            at=LONG_AGO,
        )
    return user


def build_town_hall():
    load_organisation(current_city(), at=LONG_AGO)
    users = {
        "sanami": make_staff("sanami", "佐波 みお", ("child-support", "counter")),
        "takeuchi": make_staff("takeuchi", "竹内 誠", ("child-support", "chief")),
        "michi": make_staff("michi", "道 守", ("roads", "counter")),
        "helper": make_staff("helper", "応援 花", ("child-support", "support")),
    }
    publish_procedure(procedure=town.procedure(), letters=town.LETTERS, actor=SYSTEM, at=LONG_AGO)
    return users


def open_one(**changes):
    """A case of 灯 あかり, received on Monday 9 November unless told otherwise."""
    result = open_case(application=town.application(**changes), at=changes.get("at", town.MONDAY))
    return Case.objects.get(id=result.case_id)


def hear():
    """A list that every announced fact is put into, in order."""
    found = []
    for fact in events.ALL_FACTS:
        facts.on(fact)(_listener(found))
    return found


def _listener(found):
    def listen(one):
        found.append(one)

    return listen
