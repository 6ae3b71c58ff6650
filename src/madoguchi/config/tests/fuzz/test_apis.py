# SPDX-License-Identifier: Apache-2.0
"""Schemathesis on every API of the zone: no 5xx, and answers that fit their description."""

from urllib.parse import quote, urlencode

import orjson
import pytest
from django.conf import settings as live
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings

from madoguchi.config.tests.access.matrix import all_addresses
from tests.architecture.conftest import must_be_empty

schemathesis = pytest.importorskip("schemathesis")
import requests  # noqa: E402 - comes with schemathesis
from schemathesis import GenerationMode, checks  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    response_schema_conformance,
)
from urllib3 import HTTPResponse  # noqa: E402

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(live.ZONE == "core", reason="the core zone has no API"),
]
WHO = {"portal": "citizen", "office": "senior"}
MANY = 60

ZONE_API = {
    "openapi": "3.0.3",
    "info": {"title": "What a zone answers to other zones", "version": "1"},
    "paths": {
        "/zone/parcels": {
            "get": {
                "parameters": [
                    {"name": name, "in": "query", "schema": {"type": "integer"}}
                    for name in ("after", "limit")
                ],
                "responses": {"200": {"description": "parcels"}, "default": {"description": "no"}},
            },
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"200": {"description": "taken"}, "default": {"description": "no"}},
            },
        },
        "/zone/acks": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "acks": {
                                        "type": "array",
                                        "items": {
                                            "type": "object",
                                            "properties": {
                                                "id": {"type": "string"},
                                                "outcome": {"type": "string"},
                                            },
                                        },
                                    }
                                },
                            }
                        }
                    }
                },
                "responses": {"200": {"description": "noted"}, "default": {"description": "no"}},
            }
        },
        "/zone/files/{file_id}": {
            method: {
                "parameters": [
                    {
                        "name": "file_id", "in": "path", "required": True,
                        "schema": {"type": "string", "format": "uuid"},
                    }
                ],
                "responses": {"200": {"description": "a file"}, "default": {"description": "no"}},
            }
            for method in ("get", "put")
        },
    },
}  # fmt: skip


def browser_of(role):
    client = Client(raise_request_exception=False)
    for name, morsel in role.cookies.items():
        client.cookies[name] = morsel.value
    return client


def query_of(case):
    return urlencode(dict(case.query or {}), doseq=True)


def in_their_shape(case, answer):
    """Django's answer as schemathesis examines it."""
    shaped = requests.Response()
    shaped.status_code, shaped._content = answer.status_code, answer.content
    shaped.headers.update(answer.headers)
    shaped.raw = HTTPResponse(headers=dict(answer.headers), status=answer.status_code)
    shaped.request = requests.Request(
        case.method, f"http://localhost{answer.request['PATH_INFO']}"
    ).prepare()
    return shaped


def exercise(operation, send):
    """Send generated requests to one operation."""

    @settings(
        max_examples=MANY, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(operation.as_strategy() | operation.as_strategy(GenerationMode.NEGATIVE))
    def one(case):
        send(case)

    one()


def test_no_answer_of_an_api_breaks_its_description(city):
    roles, _ = city
    browser, sent = browser_of(roles[WHO[live.ZONE]]), []
    paths = [one.pattern for one in all_addresses() if one.pattern.endswith("/openapi.json")]
    assert paths

    def send(case):
        with transaction.atomic():
            answer = browser.generic(
                case.method, quote(case.formatted_path), QUERY_STRING=query_of(case)
            )
            transaction.set_rollback(True)
        sent.append(answer.status_code)
        kept = [checks.not_a_server_error]
        if answer.content:  # a bare 405 says nothing
            kept.append(response_schema_conformance)
        case.validate_response(in_their_shape(case, answer), checks=kept)

    for path in paths:
        schema = schemathesis.openapi.from_dict(browser.get(path).json())
        for result in schema.get_all_operations():
            exercise(result.ok(), send)
    assert 200 in sent
    assert max(sent) < 500


@pytest.mark.skipif(live.ZONE != "portal", reason="the portal answers to zones")
def test_nothing_that_a_known_zone_sends_breaks_the_portal(city):
    roles, _ = city
    faults, sent = [], []
    schema = schemathesis.openapi.from_dict(ZONE_API)
    office = roles["the office"]

    def send(case):
        body = b"" if case.method == "GET" else _bytes(case.body)
        query = query_of(case)
        path = quote(case.formatted_path)
        client = Client(raise_request_exception=False)
        signed = office.headers(case.method, path, query, body)
        with transaction.atomic():
            answer = client.generic(
                case.method, path, body, "application/json", QUERY_STRING=query, headers=signed
            )
            transaction.set_rollback(True)
        sent.append(answer.status_code)
        if answer.status_code >= 500:
            faults.append(f"{case.method} {path}?{query} {body[:200]!r}: {answer.status_code}")

    for result in schema.get_all_operations():
        exercise(result.ok(), send)
    must_be_empty(faults[:10])
    assert {200, 400} <= set(sent)


def _bytes(body):
    try:
        return orjson.dumps(body)
    except TypeError:
        return repr(body).encode()
