# SPDX-License-Identifier: Apache-2.0
"""The desk's frame shows a person what exists and what their roles permit."""

import pytest
from django.test import Client, RequestFactory

from madoguchi.faces.desk import frame
from madoguchi.kernel.actors import GUEST, Actor

SAWA = Actor(
    kind="staff",
    ref="identity:2",
    name="佐波",
    roles=frozenset({"case_worker"}),
    sections=frozenset({"child-support", "citizens"}),
)
NOBODY = Actor(kind="staff", ref="identity:9", name="新人")


@pytest.fixture
def desk(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch):
    """The frame as an actor sees it, with four pages of cases installed."""
    pages = {
        "cases:inbox": "/cases/",
        "cases:search": "/cases/search/",
        "cases:statistics": "/cases/statistics/",
        "cases:retention": "/cases/retention/",
    }
    monkeypatch.setattr(frame, "address", lambda name: pages.get(name, ""))

    def see(actor: Actor, path: str = "/cases/") -> dict:
        request = rf.get(path)
        request.actor = actor  # type: ignore[attr-defined]
        return frame.desk_frame(request)

    return see


def test_a_case_worker_finds_inbox_and_statistics(desk) -> None:
    shown = desk(SAWA)
    assert [place.label for place in shown["nav"]] == ["受付箱", "事案を探す", "統計"]
    assert shown["staff_sections"] == "市民課・子育て支援課"
    assert shown["search_url"] == "/cases/search/"


def test_one_place_is_marked(desk) -> None:
    for path, label in (("/cases/R8-1/", "受付箱"), ("/cases/statistics/", "統計")):
        current = [place.label for place in desk(SAWA, path)["nav"] if place.current]
        assert current == [label]


@pytest.mark.parametrize("actor", [NOBODY, GUEST])
def test_without_a_role_there_is_nothing_to_open(desk, actor: Actor) -> None:
    shown = desk(actor)
    assert shown["nav"] == []
    assert shown["search_url"] == ""


@pytest.mark.django_db
def test_a_guest_is_sent_to_sign_in(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


@pytest.mark.django_db
def test_the_sign_in_page_can_be_read_in_another_language(client: Client) -> None:
    page = client.get("/sign-in/?next=/cases/").content.decode()
    link = page.split('hreflang="en"')[0].rpartition('href="')[2].split('"')[0]
    assert "next=" in link
    english = client.get(link.replace("&amp;", "&")).content.decode()
    assert '<html lang="en"' in english


@pytest.mark.django_db
def test_the_narrow_menu_has_the_languages_too(client: Client) -> None:
    from madoguchi.platform.identity.api import User

    user = User.objects.create(kind=User.Kind.STAFF, login="sawa", display_name="佐波")
    client.force_login(user, backend="madoguchi.platform.identity.staff.backend.StaffBackend")
    page = client.get("/").content.decode()
    narrow = page.split("only-narrow")[1].split("</details>")[0] if "only-narrow" in page else ""
    assert 'hreflang="en"' in narrow or "only-narrow" not in page
