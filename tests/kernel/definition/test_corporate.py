# SPDX-License-Identifier: Apache-2.0
"""Who may file for a corporation: which account, which mandate, and does saying "agent" get round it?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from madoguchi.kernel.definition.compile import compile_procedure
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.load import load_definition
from madoguchi.kernel.definition.prove_corporate import judge_corporate, wanted_corporate
from madoguchi.kernel.definition.schema import Corporate
from madoguchi.kernel.proofs import CorporateProof, Mandate

AT = datetime(2026, 11, 9, 1, 42, tzinfo=UTC)
ON = date(2026, 11, 9)
OWN, PRINCIPAL = "5000000000202", "1000000000106"
BY_MANDATE = {"acting_as": "agent", "acting_proof": "mandate"}


@pytest.fixture(scope="module")
def compiled():
    return compile_procedure(
        load_definition(
            {
                "id": "harbour-permit", "title": "港湾の許可", "summary": "許可", "section": "harbour",
                "corporate": {"least": "prime", "scope": "harbour"},
                "on_behalf": [{"who": "agent", "proof": ["paper", "mandate"]}, {"who": "helper"}],
                "steps": [{"id": "company", "title": "会社", "questions": [
                    {"id": "number", "type": "corporate_number", "label": "法人番号",
                     "fact": "business.corporate_number"},
                ]}],
                "record": {"class": "港湾"},
            }
        )
    )  # fmt: skip


def proof(*mandates, **more):
    told = {"method": "gbizid", "at": AT, "subject": "s", "kind": "prime", "number": OWN}
    return CorporateProof(mandates=mandates, **(told | more))


def mandate(scopes=("harbour",), begins=None, ends=None):
    return Mandate(number=PRINCIPAL, name="委任者", scopes=scopes, from_on=begins, until_on=ends)


def judge(compiled, answers, given, on=ON, at=AT):
    rule = wanted_corporate(compiled, answers, Context(today=on, own_city="灯台市"))
    assert rule is not None
    return judge_corporate(compiled, answers, rule, given, at=at, on=on)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (mandate(), ""),
        (mandate(("*",)), ""),
        (mandate(begins=ON, ends=ON), ""),
        (mandate(("roads",)), "no_mandate"),
        (mandate(()), "no_mandate"),
        (mandate(begins=ON + timedelta(days=1)), "no_mandate"),
        (mandate(ends=ON - timedelta(days=1)), "no_mandate"),
    ],
)
def test_a_mandate_holds_within_its_scope_and_period_only(compiled, one, reason):
    assert judge(compiled, BY_MANDATE, proof(one)) == reason


def test_without_a_mandate_nobody_files_for_another_corporation(compiled):
    assert judge(compiled, BY_MANDATE, proof()) == "no_mandate"
    assert judge(compiled, {"acting_as": "self", "number": PRINCIPAL}, proof()) == "number_differs"
    assert judge(compiled, {"acting_as": "self", "number": OWN}, proof()) == ""
    assert judge(compiled, {**BY_MANDATE, "number": OWN}, proof(mandate())) == "number_differs"
    assert judge(compiled, {**BY_MANDATE, "number": PRINCIPAL}, proof(mandate())) == ""


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "no_proof"),
        (proof(kind="member"), "weak_account"),
        (proof(kind="entry"), "weak_account"),
    ],
)
def test_a_weak_account_and_none_at_all_do_not_file(compiled, given, reason):
    assert judge(compiled, {"acting_as": "self"}, given) == reason
    late = AT + timedelta(hours=25)
    assert judge(compiled, {"acting_as": "self"}, proof(), at=late) == "stale_proof"


def test_only_a_role_whose_papers_are_asked_for_does_without_gbizid(compiled):
    ctx = Context(today=ON, own_city="灯台市")
    assert wanted_corporate(compiled, {"acting_as": "agent", "acting_proof": "paper"}, ctx) is None
    for answers in ({"acting_as": "helper"}, {"acting_as": "guardian"}, {"acting_as": "x"}, {}):
        assert wanted_corporate(compiled, answers, ctx) == Corporate(least="prime", scope="harbour")
