# SPDX-License-Identifier: Apache-2.0
"""Who may do what with cases? Permissions come from posts, cases from sections."""

from datetime import date

from madoguchi.engines.cases.models import Case, Opinion
from madoguchi.engines.cases.ports import Proposal, use_route
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotAllowed, NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.organisation.api import permissions_of
from madoguchi.platform.organisation.chart import current_chart

VIEW = "cases.view"
WORK = "cases.work"
ASSIGN = "cases.assign"
DECIDE = "cases.decide"
REOPEN = "cases.reopen"
EXPORT = "cases.export"
STATISTICS = "cases.statistics"
STATISTICS_ALL = "cases.statistics_all"
DESTROY = "cases.destroy"
CONFIRM_KEY = "cases.confirm_key"
OPEN_ORIGINAL = "files.open_original"
ALL_WORK = frozenset(
    {VIEW, WORK, ASSIGN, DECIDE, REOPEN, EXPORT, STATISTICS, DESTROY, OPEN_ORIGINAL}
)

NO_SUCH_CASE = text(
    "この事案は見つかりません。番号が違うか、所属の課の事案ではありません。",
    "There is no such case for you: the number is wrong, or it belongs to another section.",
)


def permissions_in(actor: Actor, section: str, *, on: date) -> frozenset[str]:
    """What the person's posts permit in one section.

    A decider of one section who only looks at another does not decide there.
    """
    if actor.kind == "system":
        return ALL_WORK
    if actor.kind != "staff":
        return frozenset()
    chart = current_chart()
    return frozenset().union(
        *(
            permissions_of(held.roles)
            for held in chart.held_on(actor.ref, on)
            if section in chart.below.get(held.section, frozenset({held.section}))
        )
    )


def visible_sections(actor: Actor) -> frozenset[str] | None:
    """The sections whose cases this person sees; None: all."""
    if actor.kind == "system":
        return None
    return actor.sections if VIEW in permissions_of(actor.roles) else frozenset()


def counted_sections(actor: Actor) -> frozenset[str] | None:
    """The sections whose statistics this person sees; None: all."""
    held = permissions_of(actor.roles)
    if actor.kind == "system" or STATISTICS_ALL in held:
        return None
    return actor.sections if STATISTICS in held else frozenset()


def may_see(actor: Actor, case: Case) -> bool:
    """Whether this person may read the case: own section, or asked for an opinion."""
    sections = visible_sections(actor)
    if sections is None or case.section in sections:
        return True
    return bool(sections) and Opinion.objects.filter(case=case, section__in=sections).exists()


def check_may_see(actor: Actor, case: Case) -> None:
    """Raises NotFound, so that nobody learns which numbers exist elsewhere."""
    if not may_see(actor, case):
        raise NotFound(
            NO_SUCH_CASE,
            next_step=text(
                "受付番号を確かめるか、担当の課に電話してください。",
                "Check the number, or telephone the section in charge.",
            ),
        )


def check_may_work(actor: Actor, case: Case, permission: str = WORK, *, on: date) -> None:
    """Raises NotFound where the case is not visible, NotAllowed where acting is not permitted."""
    check_may_see(actor, case)
    if permission not in permissions_in(actor, case.section, on=on):
        raise NotAllowed(
            text(
                "この操作をする権限がありません。",
                "Your role does not include this action.",
            ),
            next_step=text(
                "課の責任者に頼むか、管理者に権限を確かめてください。",
                "Ask a senior of the section, or the administrator about your role.",
            ),
        )


class ByRole:
    """The route in force until approval routes are laid: the permission to decide is enough."""

    key = "by_role"

    def may_propose(self, actor: Actor, proposal: Proposal) -> bool:
        """Whoever works on cases of the section."""
        return WORK in permissions_in(actor, proposal.section, on=proposal.on)

    def may_decide(self, actor: Actor, proposal: Proposal) -> bool:
        """Whoever holds the permission to decide in the section of the case."""
        return DECIDE in permissions_in(actor, proposal.section, on=proposal.on)


use_route(ByRole())
