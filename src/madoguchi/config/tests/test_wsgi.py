# SPDX-License-Identifier: Apache-2.0
"""Whose address does the product see behind a proxy?"""

import pytest

from madoguchi.config import wsgi


@pytest.fixture
def seen(monkeypatch):
    addresses = []
    monkeypatch.setattr(wsgi, "_application", lambda environ, _: addresses.append(environ) or [])
    return addresses


def environ(named: str) -> dict[str, str]:
    return {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": named}


def test_behind_a_proxy_the_last_hop_is_the_caller(settings, seen):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    wsgi.application(environ("203.0.113.9, 198.51.100.7"), lambda *_: None)
    assert seen[0]["REMOTE_ADDR"] == "198.51.100.7"


def test_without_a_proxy_nobody_chooses_their_own_address(settings, seen):
    settings.SECURE_PROXY_SSL_HEADER = None
    wsgi.application(environ("203.0.113.9"), lambda *_: None)
    assert seen[0]["REMOTE_ADDR"] == "127.0.0.1"
