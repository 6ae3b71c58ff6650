# SPDX-License-Identifier: Apache-2.0
"""A small city hall with three lines and four desks for the tests of the queue."""

from uuid import NAMESPACE_DNS, uuid5

from madoguchi.kernel.actors import GUEST, SYSTEM, Actor

MORE = {
    "moving": {
        "priorities": [
            {"need": "wheelchair", "minutes_ahead": 20},
            {"need": "unwell", "front": True},
        ],
        "appointments": ["counter-moving"],
        "typical_minutes": 10,
    },
    "papers": {"typical_minutes": 5, "soon_ahead": 2},
    "tax": {"transfers": "end"},
}


def citizen(name):
    return Actor(kind="citizen", ref=f"identity:{uuid5(NAMESPACE_DNS, name)}", name="")


def clerk(section="citizens", role="senior", name="佐波 みお"):
    return Actor(
        kind="staff",
        ref=f"identity:{uuid5(NAMESPACE_DNS, name)}",
        name=name,
        roles=frozenset({role}),
        sections=frozenset({section}),
    )


def build(at, open_desks=True, **rules):
    from madoguchi.engines.queue import api

    by = {"actor": SYSTEM, "at": at}
    for key, section, prefix, title in (
        ("moving", "citizens", "A", "引っ越し"),
        ("papers", "citizens", "B", "証明書"),
        ("tax", "tax", "C", "税の証明"),
    ):
        more = {**MORE[key], **rules.get(key, {})}
        api.define_line(
            key=key, section=section, prefix=prefix, title={"ja": title}, rules=more, **by
        )
    for key, section, lines in (
        ("desk-1", "citizens", {"moving": 0, "papers": 1}),
        ("desk-2", "citizens", {"moving": 0}),
        ("desk-3", "citizens", {"papers": 0}),
        ("desk-t", "tax", {"tax": 0}),
    ):
        number = key.rpartition("-")[2]
        api.define_desk(
            key=key, section=section, title={"ja": f"{number}番窓口", "en": f"Desk {number}"},
            lines=lines, **by,
        )  # fmt: skip
        if open_desks:
            api.open_desk(desk_key=key, actor=clerk(section), at=at)


def take(line="moving", *, at, source="kiosk", actor=GUEST, **more):
    from madoguchi.engines.queue import api

    return api.issue(wish=api.Wish(line=line, source=source, **more), actor=actor, at=at)


def call(desk="desk-1", *, at, section="citizens", **more):
    from madoguchi.engines.queue import api

    return api.call_next(desk_key=desk, actor=clerk(section), at=at, **more)


def sound():
    """Whatever has happened, this holds."""
    from django.db.models import Count, Max

    from madoguchi.engines.queue.models import LineDay, Ticket

    for day in LineDay.objects.annotate(n=Count("tickets__number"), top=Max("tickets__number")):
        assert day.last_number == day.n == (day.top or 0), day
        assert day.last_number <= day.most
    at_desks = Ticket.objects.filter(state__in=("called", "serving")).values_list("desk", flat=True)
    assert len(at_desks) == len(set(at_desks))
    for one in Ticket.objects.select_related("came_from"):
        assert (one.state == "transferred") == hasattr(one, "went_to"), one
        if one.came_from:
            assert one.label == one.came_from.label
        times = [t for t in (one.issued_at, one.called_at, one.started_at) if t]
        assert times == sorted(times), one
        if one.state in {"done", "transferred"}:
            assert one.ended_at >= one.started_at >= one.called_at
