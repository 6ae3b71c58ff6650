# SPDX-License-Identifier: Apache-2.0
"""Does a proof by GビズID hold for what a corporation files? The same question in both zones."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from madoguchi.kernel.definition.acting import asks_mandate, is_for_another, rule_of
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.look import look
from madoguchi.kernel.definition.results import Answers
from madoguchi.kernel.definition.schema import Corporate
from madoguchi.kernel.proofs import CorporateProof
from madoguchi.kernel.text import search_key

Reason = Literal["", "no_proof", "stale_proof", "weak_account", "no_mandate", "number_differs"]
NUMBER, NAME, REPRESENTATIVE = "business.corporate_number", "business.name", "applicant.name"


@dataclass(frozen=True, slots=True)
class Corporation:
    """The corporation that files: that of the account, or the principal of its mandate."""

    number: str
    name: str
    address: str
    representative: str


def wanted_corporate(compiled: Compiled, answers: Answers, ctx: Context) -> Corporate | None:
    """What kind of account is asked for as the answers stand; None where none is."""
    rule = compiled.definition.corporate
    if asks_mandate(compiled.definition, answers):
        return rule or Corporate()
    if rule is None:
        return None
    said = rule_of(compiled.definition, answers)
    if is_for_another(answers) and said is not None and "paper" in said.proof:
        return None  # whoever acts with a letter of authority has it attached
    if compiled.corporate is None:
        return rule
    return rule if compiled.corporate(look(compiled, answers, ctx, final=True).frame) else None


def judge_corporate(
    compiled: Compiled,
    answers: Answers,
    rule: Corporate,
    proof: CorporateProof | None,
    *,
    at: datetime,
    on: date,
) -> Reason:
    """Why a proof does not hold; "" where it does."""
    if proof is None:
        return "no_proof"
    if not proof.holds_at(at):
        return "stale_proof"
    if not proof.is_at_least(rule.least):
        return "weak_account"
    found = corporation_of(compiled, answers, proof, on=on)
    if found is None:
        return "no_mandate"
    said = [answers[one] for one in compiled.facts.get(NUMBER, ()) if answers.get(one)]
    return "" if all(one == found.number for one in said) else "number_differs"


def corporation_of(
    compiled: Compiled, answers: Answers, proof: CorporateProof, *, on: date
) -> Corporation | None:
    """Who files by this proof; None where a mandate is needed and none covers this on this day."""
    procedure = compiled.definition
    if not asks_mandate(procedure, answers):
        return Corporation(proof.number, proof.name, proof.address, proof.representative)
    scope = (procedure.corporate.scope if procedure.corporate else "") or procedure.id
    mandate = proof.mandate_for(scope, on)
    if mandate is None:
        return None
    return Corporation(mandate.number, mandate.name, mandate.address, mandate.representative)


def is_of_corporation(fact: str | None, value: Any, found: Corporation) -> bool:
    """Whether an answer says the same as the proof; then it may be read as proven."""
    if fact == NUMBER:
        return bool(found.number) and value == found.number
    if fact == NAME:
        said = search_key(value) if isinstance(value, str) else ""
        return bool(said) and said == search_key(found.name)
    if fact == REPRESENTATIVE and isinstance(value, dict):
        said = search_key(f"{value.get('family', '')}{value.get('given', '')}")
        return bool(said) and said == search_key(found.representative.replace(" ", ""))
    return False
