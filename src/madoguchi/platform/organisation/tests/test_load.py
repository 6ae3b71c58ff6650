# SPDX-License-Identifier: Apache-2.0
"""Does the pack's organisation come in once, and change without losing anything?"""

from datetime import date

import pytest

from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.organisation.api import Post, Section, get_section, list_sections
from madoguchi.platform.organisation.load import STANDARD_POSTS, UnknownRole, load_organisation

pytestmark = pytest.mark.django_db


def with_sections(city, *sections):
    return city.model_copy(update={"sections": sections})


def without(city, key):
    return with_sections(city, *(s for s in city.sections if s.key != key))


def test_loading_twice_changes_nothing(loaded, city, at):
    assert [s.key for s in list_sections()] == ["welfare", "child-support", "elderly", "treasury"]
    assert get_section("child-support").parent.key == "welfare"
    assert load_organisation(city, at=at) is False
    assert Post.objects.count() == 10
    assert {p.key for p in Post.objects.filter(section__key="treasury")} == {
        post.key for post in STANDARD_POSTS
    }
    assert len(list_by_subject("organisation:chart")) == 1


def test_an_abolished_section_is_kept_and_can_return(loaded, city, at):
    assert load_organisation(without(city, "treasury"), at=at) is True
    assert get_section("treasury").abolished_on == date(2026, 11, 21)
    assert "treasury" not in [s.key for s in list_sections()]
    load_organisation(city, at=at)
    assert get_section("treasury").abolished_on is None
    assert Section.objects.count() == 4


def test_a_new_name_and_new_roles_arrive(loaded, city, at):
    renamed = city.sections[3].model_copy(update={"name": text("出納室")})
    load_organisation(with_sections(city, *city.sections[:3], renamed), at=at)
    assert get_section("treasury").title.ja == "出納室"


def test_an_unknown_role_is_refused_before_anything_is_written(city, at):
    post = city.sections[0].posts[0].model_copy(update={"roles": ("king",)})
    broken = with_sections(city, city.sections[0].model_copy(update={"posts": (post,)}))
    with pytest.raises(UnknownRole, match="welfare/chief: king"):
        load_organisation(broken, at=at)
    assert Section.objects.count() == 0
