# SPDX-License-Identifier: Apache-2.0
"""Which request of the twin gets which answer? A WSGI application without any framework."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from madoguchi.connectors.oidc_jpki.provider import PROTOCOL, REALM, TRANSACTIONS
from madoguchi.connectors.oidc_jpki.twin.asking import (
    BadClient,
    BadRequest,
    answer_url,
    hold_card,
    take_request,
)
from madoguchi.connectors.oidc_jpki.twin.page import STYLE, document, draw
from madoguchi.connectors.oidc_jpki.twin.signing import open_transaction, seal_result
from madoguchi.connectors.oidc_jpki.twin.state import Memory
from madoguchi.connectors.oidc_jpki.twin.tokens import Denied, give_tokens, tell_person

CITY = "灯台市まどぐち"
LONGEST_BODY = 64 * 1024
Answer = tuple[int, str, bytes, dict[str, str]]
_REASONS = {
    200: "OK",
    201: "Created",
    302: "Found",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
}


class Twin:
    """The provider; one instance per process."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self._routes: dict[tuple[str, str], Callable[[dict[str, Any]], Answer]] = {
            ("GET", f"{PROTOCOL}/auth"): self._authorize,
            ("POST", f"{PROTOCOL}/token"): self._token,
            ("GET", f"{PROTOCOL}/userinfo"): self._userinfo,
            ("POST", TRANSACTIONS): self._open_transaction,
            ("GET", f"{PROTOCOL}/certs"): lambda _: _json(self.memory.key_document()),
            ("GET", f"{REALM}/.well-known/openid-configuration"): self._describe,
            ("GET", "/twin/style.css"): lambda _: (200, "text/css", STYLE.encode(), {}),
            ("GET", "/healthz"): lambda _: (200, "text/plain", b"ok", {}),
        }

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        with self.memory.lock:
            status, kind, body, headers = self._answer(environ)
        start_response(
            f"{status} {_REASONS[status]}",
            [
                ("Content-Type", f"{kind}; charset=utf-8"),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'self'"),
                *headers.items(),
            ],
        )
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        method, path = str(environ["REQUEST_METHOD"]), str(environ.get("PATH_INFO", ""))
        route = self._routes.get((method, path))
        try:
            if route is not None:
                return route(environ)
            if method == "POST" and path.startswith("/twin/"):
                return self._hold(path.removeprefix("/twin/"), environ)
            if method == "GET" and path.startswith(f"{TRANSACTIONS}/"):
                return self._result(path, environ)
        except Denied as denied:
            return _json({"error": denied.error}, denied.status)
        except BadClient as problem:
            text = f"<h1>この要求は受けられません</h1><p>{problem}</p>"
            return 400, "text/html", document("エラー", text).encode(), {}
        return 404, "text/plain", b"not found", {}

    def _authorize(self, environ: dict[str, Any]) -> Answer:
        query = dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True))
        try:
            handle = take_request(self.memory, query)
        except BadRequest as bad:
            values = {"error": bad.error, "error_description": bad.description}
            values["state"] = query.get("state", "")
            return _go(answer_url(self.memory, query["redirect_uri"], values))
        return self._page(handle)

    def _page(self, handle: str) -> Answer:
        asked = self.memory.asked[handle]
        sign = "sign" in asked.scope.split()
        return (
            200, "text/html", draw(handle, CITY, wrong=asked.wrong_pins, sign=sign).encode(), {},
        )  # fmt: skip

    def _hold(self, handle: str, environ: dict[str, Any]) -> Answer:
        url = hold_card(self.memory, handle, _form(environ))
        return self._page(handle) if url is None else _go(url)

    def _token(self, environ: dict[str, Any]) -> Answer:
        return _json(give_tokens(self.memory, _form(environ)))

    def _userinfo(self, environ: dict[str, Any]) -> Answer:
        return _json(tell_person(self.memory, _bearer(environ)))

    def _open_transaction(self, environ: dict[str, Any]) -> Answer:
        number = open_transaction(self.memory, _bearer(environ), _body(environ))
        return _json({"sign_transaction_id": number}, 201)

    def _result(self, path: str, environ: dict[str, Any]) -> Answer:
        number = path.removeprefix(f"{TRANSACTIONS}/").removesuffix("/result")
        sealed = seal_result(self.memory, _bearer(environ), number)
        return 200, "application/jose", sealed.encode("ascii"), {}

    def _describe(self, _: dict[str, Any]) -> Answer:
        base = f"{self.memory.base}{PROTOCOL}"
        return _json(
            {
                "issuer": self.memory.base + REALM,
                "authorization_endpoint": f"{base}/auth",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/certs",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                "code_challenge_methods_supported": ["S256"],
            }
        )


def _form(environ: dict[str, Any]) -> dict[str, str]:
    return dict(parse_qsl(_body(environ).decode("utf-8", "replace")))


def _body(environ: dict[str, Any]) -> bytes:
    size = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY)
    return bytes(environ["wsgi.input"].read(size))


def _bearer(environ: dict[str, Any]) -> str:
    return str(environ.get("HTTP_AUTHORIZATION", ""))


def _json(value: object, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(value, ensure_ascii=False).encode(), {}


def _go(url: str) -> Answer:
    return 302, "text/plain", b"", {"Location": url}
