# SPDX-License-Identifier: Apache-2.0
"""Who may act for another person, and which page of the form asks for it?

A definition says ``on_behalf``; compiling puts one step before the others. So form, review, checks,
corrections, letters and statistics know of it without being told. All of its ids begin with
``acting``; the answers of the other steps are always those of the principal (本人).
"""

from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.conditions.ast import Condition
from madoguchi.kernel.definition.acting_words import QUESTIONS, ROLES, STEP
from madoguchi.kernel.definition.schema import OnBehalf, Procedure, Step

STEP_ID, ROLE = "acting", "acting_as"
NAME, ADDRESS, PHONE = "acting_name", "acting_address", "acting_phone"
SELF = "self"
FACTS = {NAME: "agent.name", ADDRESS: "agent.address", PHONE: "agent.phone"}


def with_acting(procedure: Procedure) -> Procedure:
    """The definition with the page that asks who acts; unchanged where nobody may."""
    if not procedure.on_behalf or any(step.id == STEP_ID for step in procedure.steps):
        return procedure
    step = Step.model_validate(
        {**STEP, "id": STEP_ID, "questions": list(_questions(procedure.on_behalf))}
    )
    return procedure.model_copy(update={"steps": (step, *procedure.steps)})


def role_of(answers: Mapping[str, Any]) -> str:
    """Who acts: ``self``, ``guardian``, ``agent`` or ``helper``; "" where it was not asked."""
    role = answers.get(ROLE)
    return role if isinstance(role, str) else ""


def is_for_another(answers: Mapping[str, Any]) -> bool:
    """Whether someone acts for another person: nothing known of the one is offered for the other."""
    return role_of(answers) not in {"", SELF}


def may_prefill(procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    """Whether what is known of the person at the screen may be offered as the applicant's."""
    return not procedure.on_behalf or role_of(answers) == SELF


def rule_of(procedure: Procedure, answers: Mapping[str, Any]) -> OnBehalf | None:
    """What the definition says of the role that was chosen."""
    role = role_of(answers)
    return next((one for one in procedure.on_behalf if one.who == role), None)


def letters_go_to_agent(procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    """Whether letters are addressed to who acts (the definition says so for the role)."""
    rule = rule_of(procedure, answers)
    return rule is not None and rule.letters_to == "agent"


def _questions(roles: tuple[OnBehalf, ...]) -> list[dict[str, Any]]:
    known = {one.who: one for one in roles}
    options = [{"id": SELF, "label": ROLES[SELF]}]
    options += [{"id": who, "label": ROLES[who]} for who in known]
    asked: list[dict[str, Any]] = [{**QUESTIONS[ROLE], "options": options}]
    asked += [
        {**QUESTIONS[name], "fact": FACTS[name], "when": _when(known)}
        for name in (NAME, ADDRESS, PHONE)
    ]
    if "guardian" in known:
        asked.append({**QUESTIONS["acting_guardian"], "when": _when(["guardian"])})
    if "agent" in known:
        asked.append({**QUESTIONS["acting_relation"], "when": _when(["agent"])})
    if "helper" in known:
        asked.append({**QUESTIONS["acting_place"], "when": _when(["helper"])})
    for rule in roles:
        asked += _proofs(rule)
    asked.append({**QUESTIONS["acting_consent"], "when": _when(known)})
    return asked


def _proofs(rule: OnBehalf) -> list[dict[str, Any]]:
    """Papers of a role; where a mandate of GビズID is as good, a choice before them."""
    if "paper" not in rule.proof:
        return []
    name = f"acting_paper_{rule.who}"
    paper = {**QUESTIONS[name], "id": name}
    if rule.paper is not None:
        paper["label"] = rule.paper
    when = _when([rule.who])
    if "mandate" not in rule.proof:
        return [{**paper, "when": when}]
    choice = {**QUESTIONS["acting_proof"], "when": when}
    return [choice, {**paper, "when": {"question": "acting_proof", "is": "paper"}}]


def _when(roles: Any) -> Condition | dict[str, Any]:
    return {"question": ROLE, "in": list(roles)}


def asks_mandate(procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    """Whether the proof of who acts is to be a mandate (委任) held at GビズID."""
    rule = rule_of(procedure, answers)
    if rule is None or "mandate" not in rule.proof:
        return False
    return "paper" not in rule.proof or answers.get("acting_proof") == "mandate"
