# SPDX-License-Identifier: Apache-2.0
"""Every address says who may open it, and a change of that is seen."""

from pathlib import Path

import pytest

from tests.architecture.checks import endpoints
from tests.architecture.checks.offer import endpoints as noted_endpoints
from tests.architecture.conftest import Plant, must_be_empty

PLANTED = {
    "planted_settings.py": "ROOT_URLCONF = 'planted_urls'\nINSTALLED_APPS = []\nSECRET_KEY = 'x'\n",
    "planted_urls.py": (
        "import functools\n"
        "from django.urls import include, path, re_path\n\n\n"
        "def lamp(request): ...\n\n\n"
        "def bare(request): ...\n\n\n"
        "lamp.policy = 'open: a lamp shines for all'\n\n\n"
        "@functools.wraps(lamp)\n"
        "def wrapped(request): ...\n\n\n"
        "urlpatterns = [\n"
        "    path('lamps/<uuid:lamp_id>/', lamp),\n"
        "    path('desk/', include([path('bare/', bare), re_path(r'^w/(?P<key>[^/]+)/$', wrapped)])),\n"
        "]\n"
    ),
}


@pytest.fixture(scope="module", params=endpoints.ZONES)
def zone(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def found(root: Path, zone: str) -> dict[str, dict[str, str | None]]:
    return endpoints.found_in(root, zone)


def test_every_address_has_a_policy(found: dict[str, dict[str, str | None]]) -> None:
    must_be_empty(endpoints.without_policy(found))


def test_addresses_and_policies_are_those_of_the_snapshot(
    root: Path, zone: str, found: dict[str, dict[str, str | None]]
) -> None:
    must_be_empty(endpoints.changed(found, noted_endpoints(root).get(zone, {}), zone))


def test_an_address_without_policy_is_found(plant: Plant) -> None:
    found = endpoints.found_in(plant(PLANTED), "portal", settings="planted_settings")
    assert {address: view["policy"] for address, view in found.items()} == {
        "/lamps/<lamp_id>/": "open: a lamp shines for all",
        "/desk/bare/": None,
        "/desk/w/<key>/": "open: a lamp shines for all",
    }
    (problem,) = endpoints.without_policy(found)
    assert problem.startswith("/desk/bare/: planted_urls.bare has no policy")


def test_new_lost_and_changed_addresses_are_found() -> None:
    found: dict[str, dict[str, str | None]] = {
        "/a/": {"view": "a", "policy": "signed in"},
        "/b/": {"view": "b", "policy": "open"},
    }
    problems = endpoints.changed(found, {"/b/": "staff", "/c/": "open"}, "portal")
    assert [problem.split(": ")[0] for problem in problems] == [
        "portal /a/",
        "portal /b/",
        "portal /c/",
        "if this is meant",
    ]


def test_the_snapshot_reads_back_as_written(plant: Plant) -> None:
    found: dict[str, dict[str, dict[str, str | None]]] = {
        "portal": {"/a/<id>/": {"view": "a", "policy": 'open: "all" 皆さま'}}
    }
    tree = plant({endpoints.SNAPSHOT: endpoints.snapshot(found)})
    assert noted_endpoints(tree) == {"portal": {"/a/<id>/": 'open: "all" 皆さま'}}
