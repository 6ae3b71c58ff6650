# SPDX-License-Identifier: Apache-2.0
"""What is kept for later forms, of whom, for which purpose; and when is it offered?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.procedures.rules import profile as rules
from madoguchi.engines.procedures.rules.offers import (
    acts_for_another,
    answered_of,
    find_offers,
    may_offer,
)
from madoguchi.engines.procedures.rules.profile import (
    MOST_PERSONS,
    PURPOSES,
    Answered,
    Origin,
    Profile,
)
from madoguchi.engines.procedures.rules.profile_refusals import (
    ProfileFull,
    ValueGone,
    ValueMovedOn,
)
from madoguchi.engines.procedures.tests.conftest import read_definition
from madoguchi.kernel.definition.compile import compile_procedure
from madoguchi.kernel.definition.schema import OnBehalf
from madoguchi.kernel.texts import text

APRIL = Origin(kind="filed", on=date(2026, 4, 6), title=text("児童手当 認定請求"), number="R8-1")
LATER = Origin(kind="filed", on=date(2026, 9, 1), title=text("保育の申込み"), number="R8-2")
AKARI = {"family": "灯", "given": "あかり", "family_kana": "トモシビ", "given_kana": "アカリ"}
NAGI = AKARI | {"given": "なぎ", "given_kana": "ナギ"}
NAMI = AKARI | {"given": "なみ", "given_kana": "ナミ"}


def me(**values):
    return Answered("self", {f"applicant.{name}": value for name, value in values.items()})


def child(name, birth=None):
    values = {"child.name": ("person_name", name)}
    if birth:
        values["child.birth_on"] = ("date", birth)
    return Answered("child", values)


def kept(*found, purposes=PURPOSES, origin=APRIL, base=None):
    return rules.keep(base or Profile(), found, purposes, origin)[0]


def test_only_what_was_agreed_to_is_kept():
    found = [me(name=("person_name", AKARI), bank_account=("bank_account", {"number": "1"})),
             child(NAGI)]  # fmt: skip
    profile = kept(*found, purposes=["self"])
    assert [person.kind for person in profile.persons] == ["self"]
    assert profile.persons[0].values.keys() == {"applicant.name"}
    assert profile.consents.keys() == {"self"}
    assert kept(*found, purposes=[]).persons == ()


@pytest.mark.parametrize(
    ("fact", "kind", "purpose"),
    [
        ("applicant.name", "person_name", "self"),
        ("dwelling.address", "address", "self"),
        ("applicant.bank_account", "bank_account", "bank"),
        ("spouse.name", "person_name", "household"),
        ("child.birth_on", "date", "household"),
        ("household.member", "household_member", "household"),
        ("business.name", "text", "business"),
        ("identity.document", "file", None),
        ("applicant.name", "signature", None),
        ("case.secret", "text", None),
    ],
)
def test_each_value_has_one_purpose_or_is_never_kept(fact, kind, purpose):
    assert rules.purpose_of(fact, kind) == purpose


def test_a_child_is_known_again_by_name_and_birth():
    profile = kept(child(NAGI, "2020-01-02"), child(NAMI, "2022-03-04"))
    again = kept(child(NAGI, "2020-01-02"), origin=LATER, base=profile)
    assert len(again.persons) == 2
    nagi = again.persons[0]
    assert nagi.values["child.name"].origin == LATER
    assert len(kept(child(NAGI), base=profile).persons) == 2, "no day of birth: the name decides"
    twin = kept(child(NAGI, "2023-05-06"), base=profile)
    assert len(twin.persons) == 3, "the same name with another day of birth is somebody else"


def test_there_is_an_end_to_persons_and_to_bytes():
    many = [child(NAGI | {"given": f"な{n}"}, "2020-01-02") for n in range(MOST_PERSONS + 3)]
    profile, left_out = rules.keep(Profile(), many, PURPOSES, APRIL)
    assert len(profile.persons) == MOST_PERSONS
    assert left_out == 3
    huge = kept(me(address=("address", {"town": "あ" * 40_000})))
    with pytest.raises(ProfileFull):
        rules.encode(huge)


def test_the_size_tells_little():
    one = rules.encode(kept(me(phone=("phone", "1"))))
    other = rules.encode(kept(me(phone=("phone", "090-0000-1125"), name=("person_name", AKARI))))
    assert len(one) == len(other) == 4096
    assert rules.decode(one).persons[0].values["applicant.phone"].value == "1"


def test_an_edit_on_top_of_another_tab_is_refused_and_nothing_is_lost():
    profile = kept(me(phone=("phone", "1"), email=("email", "a@example.jp")))
    person = profile.persons[0]
    seen = person.values["applicant.phone"].stamp
    moved = rules.edit(profile, person.id, "applicant.phone", "2", seen=seen, on=date(2026, 5, 1))
    with pytest.raises(ValueMovedOn):
        rules.edit(moved, person.id, "applicant.phone", "3", seen=seen, on=date(2026, 5, 1))
    other = moved.persons[0].values["applicant.email"]
    both = rules.edit(moved, person.id, "applicant.email", "b", seen=other.stamp, on=date(2026, 5, 1))  # fmt: skip
    assert both.persons[0].values["applicant.phone"].value == "2"
    assert both.persons[0].values["applicant.phone"].origin.kind == "edited"
    with pytest.raises(ValueGone):
        rules.edit(moved, "nobody", "applicant.phone", "3", seen=seen, on=date(2026, 5, 1))


def test_removing_and_withdrawing_delete():
    profile = kept(me(phone=("phone", "1"), bank_account=("bank_account", {})), child(NAGI))
    mine, nagi = profile.persons
    assert rules.remove_value(profile, mine.id, "applicant.phone").persons[0].values.keys() == {
        "applicant.bank_account"
    }
    assert rules.remove_person(profile, nagi.id).persons == (mine,)
    assert rules.remove_person(profile, "nobody") == profile
    left = rules.withdraw_consent(profile, "household")
    assert [one.kind for one in left.persons] == ["self"]
    assert "household" not in left.consents
    assert "bank" in left.consents
    bare = rules.remove_value(rules.remove_value(profile, mine.id, "applicant.phone"), mine.id, "applicant.bank_account")  # fmt: skip
    assert [one.kind for one in bare.persons] == ["child"], "nobody stays without a value"


def test_the_profile_follows_the_vocabulary():
    profile = kept(me(tel=("phone", "1"), age=("number", 3), name=("person_name", AKARI)))
    profile = profile.model_copy(update={"persons": (profile.persons[0].model_copy(update={
        "values": {**profile.persons[0].values,
                   "applicant.email": profile.persons[0].values["applicant.tel"]}}),)})  # fmt: skip
    types = {
        "applicant.name": "person_name",
        "applicant.phone": "phone",
        "applicant.email": "email",
    }
    moved, dropped = rules.rebase(profile, types, {"applicant.tel": "applicant.phone"})
    values = moved.persons[0].values
    assert values.keys() == {"applicant.name", "applicant.phone"}
    assert dropped == ("applicant.email",), "its type has changed"
    assert rules.rebase(moved, types, {}) == (moved, ())
    assert rules.rebase(profile, {}, {})[0].persons == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["keep", "remove", "person", "withdraw", "edit"]),
            st.sampled_from(sorted(PURPOSES)),
            st.integers(0, 5),
        ),
        max_size=12,
    )
)
def test_no_value_outlives_its_consent(moves):
    profile = Profile()
    for what, purpose, n in moves:
        person = profile.persons[n % len(profile.persons)] if profile.persons else None
        if what == "keep":
            found = [me(phone=("phone", str(n)), bank_account=("bank_account", {"n": n})),
                     child(NAGI | {"given": f"な{n}"})]  # fmt: skip
            profile = kept(*found, purposes=[purpose], base=profile)
        elif what == "withdraw":
            profile = rules.withdraw_consent(profile, purpose)
        elif person and what == "person":
            profile = rules.remove_person(profile, person.id)
        elif person:
            fact = min(person.values)
            seen = person.values[fact].stamp
            profile = (
                rules.remove_value(profile, person.id, fact)
                if what == "remove"
                else rules.edit(profile, person.id, fact, {}, seen=seen, on=date(2026, 5, 1))
            )
    for person in profile.persons:
        assert person.values
        for fact, value in person.values.items():
            assert rules.purpose_of(fact, value.type) in profile.consents
    assert rules.decode(rules.encode(profile)) == profile


@pytest.fixture(scope="module")
def family():
    return compile_procedure(read_definition("family"), prove=False)


def test_answers_become_persons(family):
    answers = {
        "name": AKARI,
        "home": None,
        "children": [{"child_name": NAGI, "child_birth": "2020-01-02"}, {"child_name": NAMI}],
        "account": {"number": "1234567"},
        "share": True,
    }
    found = answered_of(family, answers)
    assert [one.kind for one in found] == ["self", "child", "child"]
    assert found[0].values.keys() == {"applicant.name", "applicant.bank_account"}
    assert found[1].values["child.birth_on"] == ("date", "2020-01-02")


def test_a_child_in_another_item_is_not_offered_again(family):
    step = family.by_step["children"]
    profile = kept(child(NAGI), child(NAMI))
    assert len(find_offers(step, profile)) == 2
    offers = find_offers(step, profile, others=[{"child_name": NAGI}])
    assert [one.kept.value for one in offers] == [NAMI]
    assert find_offers(family.by_step["me"], profile) == ()


def test_never_for_somebody_else(family):
    procedure = family.definition
    assert may_offer(procedure, {})
    assert not may_offer(procedure.model_copy(update={"anonymous": True}), {})
    may_act = procedure.model_copy(update={"on_behalf": (OnBehalf(who="agent"),)})
    assert not may_offer(may_act, {}), "as long as nobody has said who acts"
    assert acts_for_another(may_act, {"acting_as": "agent"})
    assert may_offer(may_act, {"acting_as": "self"})
