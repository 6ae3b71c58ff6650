# SPDX-License-Identifier: Apache-2.0
"""Someone acts for another: whose card it is, what is offered to whom, and what the office is told."""

import pytest

from madoguchi.engines.procedures.rules.content import Content, Mark
from madoguchi.engines.procedures.rules.proving import offer_again, put_proof
from madoguchi.engines.procedures.rules.sending import provenance_of
from madoguchi.engines.procedures.tests.conftest import AT
from madoguchi.kernel.definition.acting import is_for_another, letters_go_to_agent, with_acting
from madoguchi.kernel.definition.compile import compile_procedure
from madoguchi.kernel.definition.load import DefinitionRejected, load_definition
from madoguchi.kernel.proofs import CardPerson, IdentityProof

PERSON = CardPerson(name="港 節子", birth="19500101")
PROOF = IdentityProof(level="card", method="jpki_app", at=AT, subject="p", person=PERSON)
DEFINITION = {
    "id": "copy-of-record",
    "title": "住民票",
    "summary": "写し",
    "section": "citizens",
    "identity": "card",
    "on_behalf": [
        {"who": "guardian", "proof": ["paper"], "letters_to": "agent"},
        {"who": "agent", "proof": ["paper"]},
        {"who": "helper"},
    ],
    "steps": [
        {
            "id": "person",
            "title": "本人",
            "questions": [
                {"id": "name", "type": "person_name", "label": "名前", "fact": "applicant.name"},
                {"id": "birth", "type": "date", "label": "生年月日", "fact": "applicant.birth_on"},
            ],
        }
    ],
    "record": {"class": "戸籍"},
}
NAME = {"family": "港", "given": "節子", "family_kana": "ミナト", "given_kana": "セツコ"}


@pytest.fixture(scope="module")
def compiled():
    return compile_procedure(load_definition(DEFINITION))


def test_the_page_comes_first_and_a_definition_without_it_is_unchanged(compiled):
    assert [step.id for step in compiled.steps] == ["acting", "person"]
    assert with_acting(compiled.definition) is compiled.definition
    plain = load_definition({**DEFINITION, "on_behalf": []})
    assert with_acting(plain) is plain


def test_nothing_is_offered_before_it_is_said_who_acts(compiled):
    assert put_proof(Content(), PROOF, compiled).typed == {}


def test_who_acts_for_themselves_finds_their_name(compiled):
    content = put_proof(Content(answers={"acting_as": "self"}), PROOF, compiled)
    assert content.typed["person"]["name.family"] == ["港"]


@pytest.mark.parametrize("role", ["guardian", "agent", "helper"])
def test_nothing_of_the_agents_card_is_offered_as_the_principals(compiled, role):
    content = put_proof(Content(answers={"acting_as": role}), PROOF, compiled)
    assert "person" not in content.typed
    assert is_for_another(content.answers)


def test_what_was_offered_is_taken_back_when_it_turns_out_to_be_for_another(compiled):
    own = put_proof(Content(answers={"acting_as": "self"}), PROOF, compiled)
    assert "person" in own.typed
    other = Content(answers={"acting_as": "agent"}, typed=own.typed, proof=PROOF)
    assert "person" not in offer_again(other, compiled).typed


def test_a_card_proves_who_acts_and_never_the_principal(compiled):
    answers = {"acting_as": "agent", "acting_name": NAME, "name": NAME}
    marks = {step: Mark(1, AT.isoformat()) for step in ("acting", "person")}
    content = Content(answers=answers, marks=marks, proof=PROOF)
    found = provenance_of(compiled, content, answers)
    assert found["acting_name"].source == "card"
    assert found["name"].source == "typed"
    own = provenance_of(compiled, content, answers | {"acting_as": "self"})
    assert own["name"].source == "typed"  # the draft itself says for whom


def test_letters_go_as_the_definition_says(compiled):
    assert letters_go_to_agent(compiled.definition, {"acting_as": "guardian"})
    assert not letters_go_to_agent(compiled.definition, {"acting_as": "agent"})
    assert not letters_go_to_agent(compiled.definition, {"acting_as": "self"})


@pytest.mark.parametrize(
    "change",
    [{"on_behalf": [{"who": "agent"}, {"who": "agent"}]}, {"anonymous": True}],
)
def test_a_role_twice_or_a_person_without_a_name_is_refused(change):
    with pytest.raises(DefinitionRejected):
        load_definition({**DEFINITION, **change})
