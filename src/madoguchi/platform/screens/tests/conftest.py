# SPDX-License-Identifier: Apache-2.0
"""A zone with nothing in it but the views of tests/urls.py."""

from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import clear_url_caches
from pytest_django.fixtures import Settings

from madoguchi.kernel.actors import GUEST, Actor

MIDDLEWARE = [
    "madoguchi.platform.screens.middleware.SecurityHeaders",
    "madoguchi.platform.screens.middleware.Maintenance",
    "madoguchi.platform.screens.middleware.ReaderLanguage",
    "madoguchi.platform.screens.middleware.Refusals",
    "django.middleware.csrf.CsrfViewMiddleware",
]
CONTEXT = [
    "django.template.context_processors.request",
    "madoguchi.platform.screens.context.page",
]


@pytest.fixture
def plain_zone(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Only this room's middleware and pages; the zone's home is an empty folder."""
    settings.ROOT_URLCONF = "madoguchi.platform.screens.tests.urls"
    settings.MIDDLEWARE = MIDDLEWARE
    templates = [dict(settings.TEMPLATES[0])]
    templates[0]["OPTIONS"] = {**templates[0]["OPTIONS"], "context_processors": CONTEXT}
    settings.TEMPLATES = templates
    settings.HOME = tmp_path
    settings.LOGIN_URL = "/sign-in/"
    monkeypatch.setattr("madoguchi.platform.screens.context.current_face", lambda: None)
    clear_url_caches()
    return settings


@pytest.fixture
def reader(plain_zone: Settings) -> Client:
    """A person with a browser."""
    return Client(raise_request_exception=False)


@pytest.fixture
def ask(plain_zone: Settings, rf: RequestFactory):
    """Makes a request by an actor, as the middleware of identity would."""

    def make(
        path: str = "/cases/", *, actor: Actor = GUEST, post: dict | None = None, **headers: str
    ) -> HttpRequest:
        request = rf.post(path, post, headers=headers) if post else rf.get(path, headers=headers)
        request.actor = actor  # type: ignore[attr-defined]
        request.lang = "ja"  # type: ignore[attr-defined]
        return request

    return make
