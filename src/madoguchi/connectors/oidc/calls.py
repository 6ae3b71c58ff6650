# SPDX-License-Identifier: Apache-2.0
"""What do we ask of a provider behind the browser's back: tokens, claims, its keys?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from madoguchi.connectors.oidc.parties import Client, Provider
from madoguchi.connectors.oidc.refusals import ProviderDown, ProviderRefusedUs

LONGEST_ANSWER = 64 * 1024
_TIMEOUT = httpx.Timeout(8.0, connect=4.0)
_SELF_TEST = {
    "grant_type": "authorization_code",
    "code": "self-test",
    "code_verifier": "self-test-self-test-self-test-self-test-self-test",
    "redirect_uri": "https://self-test.invalid/",
}


class Calls:
    """Calls to one provider; no redirect is followed and no proxy of the environment is used."""

    def __init__(self, provider: Provider, client: Client) -> None:
        self.provider = provider
        self.client = client
        self._http = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)

    def keys(self) -> dict[str, Any]:
        """The provider's key document."""
        return self.read(self.ask("GET", self.provider.certs))

    def exchange(
        self, *, code: str, verifier: str, redirect_uri: str, at: datetime
    ) -> dict[str, Any]:
        """Tokens for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        return self.read(self.ask_for_tokens(form, at=at))

    def own_token(self, *, scope: str, at: datetime) -> str:
        """A token for ourselves, not for a person (client credentials)."""
        form = {"grant_type": "client_credentials", "scope": scope}
        return str(self.read(self.ask_for_tokens(form, at=at)).get("access_token", ""))

    def ask_with_wrong_code(self, *, at: datetime) -> str:
        """The provider's error for a code that cannot exist; shows whether it knows the client."""
        try:
            answer = self.ask_for_tokens(_SELF_TEST, at=at).json()
        except ValueError:
            return ""
        return str(answer.get("error", "")) if isinstance(answer, dict) else ""

    def person(self, access_token: str) -> dict[str, Any]:
        """The claims on the person."""
        return self.read(self.ask("GET", self.provider.userinfo, bearer=access_token))

    def ask_for_tokens(self, form: Mapping[str, str], *, at: datetime) -> httpx.Response:
        """The token endpoint's answer, with our proof that it is us."""
        proof = self.client.authenticate(self.provider, at=at)
        return self.ask("POST", self.provider.token, form={**form, **proof.form}, basic=proof.basic)

    def ask(
        self,
        method: str,
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
        bearer: str = "",
        basic: tuple[str, str] | None = None,
    ) -> httpx.Response:
        """One call. Raises ProviderDown where nothing answers."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            return self._http.request(
                method, url, data=form, json=json, headers=headers, auth=basic
            )
        except httpx.HTTPError as error:
            raise ProviderDown(type(error).__name__, self.provider.name) from error

    def read(self, response: httpx.Response, *, expected: int = 200) -> dict[str, Any]:
        """The JSON object of an answer. Raises ProviderDown or ProviderRefusedUs."""
        self.check(response, expected)
        try:
            found = response.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ProviderDown("the answer is no JSON object", self.provider.name)
        return found

    def check(self, response: httpx.Response, *expected: int) -> None:
        """Refuse an answer that is none, or too long."""
        if response.status_code >= 500:
            raise ProviderDown(f"status {response.status_code}", self.provider.name)
        if response.status_code not in expected:
            raise ProviderRefusedUs(f"status {response.status_code}")
        if len(response.content) > LONGEST_ANSWER:
            raise ProviderDown("the answer is too long", self.provider.name)
