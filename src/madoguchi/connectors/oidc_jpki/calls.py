# SPDX-License-Identifier: Apache-2.0
"""What do we ask of the provider behind the browser's back: tokens, the basic four, its keys?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from madoguchi.connectors.oidc_jpki.assertion import credentials
from madoguchi.connectors.oidc_jpki.provider import ClientIdentity, Provider
from madoguchi.connectors.oidc_jpki.refusals import ProviderDown, ProviderRefusedUs

LONGEST_ANSWER = 64 * 1024
_TIMEOUT = httpx.Timeout(8.0, connect=4.0)


class Calls:
    """Calls to one provider; no redirect is followed and no proxy of the environment is used."""

    def __init__(self, provider: Provider, client: ClientIdentity) -> None:
        self.provider = provider
        self.client = client
        self._http = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)

    def keys(self) -> dict[str, Any]:
        """The provider's key document."""
        return self._read(self._ask("GET", self.provider.certs))

    def exchange(
        self, *, code: str, verifier: str, redirect_uri: str, at: datetime
    ) -> dict[str, Any]:
        """Tokens for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
            **credentials(self.client, self.provider, at=at),
        }
        return self._read(self._ask("POST", self.provider.token, form=form))

    def ask_with_wrong_code(self, *, at: datetime) -> str:
        """The provider's error for a code that cannot exist; shows whether it knows the client."""
        form = {
            "grant_type": "authorization_code",
            "code": "self-test",
            "code_verifier": "self-test-self-test-self-test-self-test-self-test",
            "redirect_uri": "https://self-test.invalid/",
            **credentials(self.client, self.provider, at=at),
        }
        try:
            answer = self._ask("POST", self.provider.token, form=form).json()
        except ValueError:
            return ""
        return str(answer.get("error", "")) if isinstance(answer, dict) else ""

    def person(self, access_token: str) -> dict[str, Any]:
        """The claims on the person."""
        headers = {"Authorization": f"Bearer {access_token}"}
        return self._read(self._ask("GET", self.provider.userinfo, headers=headers))

    def _ask(
        self,
        method: str,
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        try:
            return self._http.request(method, url, data=form, headers=headers)
        except httpx.HTTPError as error:
            raise ProviderDown(type(error).__name__) from error

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        if response.status_code >= 500:
            raise ProviderDown(f"status {response.status_code}")
        if response.status_code != 200:
            raise ProviderRefusedUs(f"status {response.status_code}")
        try:
            found = response.json() if len(response.content) <= LONGEST_ANSWER else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ProviderDown("the answer is no JSON object")
        return found
