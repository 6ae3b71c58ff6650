# SPDX-License-Identifier: Apache-2.0
"""Which request of the GビズID twin gets which answer? A WSGI application without any framework."""

import json
import secrets
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from html import escape
from threading import Lock
from time import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from madoguchi.connectors.oidc_gbizid.provider import OAUTH
from madoguchi.connectors.oidc_gbizid.twin.people import ACCOUNTS, LABELS, PASSWORD, PROFILE

CODE_LIFE, TOKEN_LIFE, LONGEST_BODY = 300, 3600, 16 * 1024
KNOWN_SCOPES = {"openid", "profile", "user", "mandate", "email"}
Answer = tuple[int, str, bytes, dict[str, str]]
_REASONS = {200: "OK", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}
STYLE = """
body{margin:0;font:17px/1.7 "BIZ UDPGothic","Noto Sans CJK JP",sans-serif;background:#f2f2f2}
main{max-width:34rem;margin:0 auto;padding:1.5rem 1rem 3rem;background:#fff;min-height:100vh}
.demo{background:#fff3d6;border:1px solid #b78f00;border-radius:8px;padding:.5rem .75rem}
fieldset{border:0;padding:0}legend,label.head{font-weight:700;display:block}
.choice{display:flex;gap:.75rem;align-items:center;min-height:44px;padding:.5rem .75rem;
border:1px solid #767676;border-radius:8px;margin:.5rem 0}.choice input{width:24px;height:24px}
input[type=password]{font:inherit;min-height:48px;padding:.5rem;border:1px solid #767676}
button{font:inherit;font-weight:700;min-height:48px;border-radius:8px;border:2px solid #0017c1;
background:#0017c1;color:#fff;width:100%;margin:.4rem 0}button.plain{background:#fff;color:#0017c1}
:focus-visible{outline:4px solid #000}.bad{color:#a00000;font-weight:700}
"""


@dataclass(slots=True)
class Grant:
    """What a code or a token stands for."""

    query: dict[str, str]
    account: str
    until: float


@dataclass
class GbizTwin:
    """The provider; one instance per process."""

    base: str
    client_id: str
    secret: str
    redirect_uris: tuple[str, ...]
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        with self.lock:
            status, kind, body, headers = self._answer(environ)
        policy = ("Content-Security-Policy", "default-src 'none'; style-src 'self'")
        kept = [("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", "no-store"), policy]
        start_response(f"{status} {_REASONS[status]}", [*kept, *headers.items()])
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        method, path = environ["REQUEST_METHOD"], str(environ.get("PATH_INFO", ""))
        routes: dict[tuple[str, str], Callable[[dict[str, Any]], Answer]] = {
            ("GET", f"{OAUTH}/authorize"): self._authorize,
            ("POST", f"{OAUTH}/token"): self._token,
            ("GET", f"{OAUTH}/userinfo"): self._userinfo,
            ("GET", f"{OAUTH}/.well-known/jwks.json"): lambda _: _json(self._keys()),
            ("GET", "/twin/style.css"): lambda _: (200, "text/css", STYLE.encode(), {}),
            ("GET", "/healthz"): lambda _: (200, "text/plain", b"ok", {}),
        }
        if (method, path) in routes:
            return routes[method, path](environ)
        if method == "POST" and path.startswith("/twin/"):
            return self._sign_in(path.removeprefix("/twin/"), _form(environ))
        return 404, "text/plain", b"not found", {}

    def _keys(self) -> dict[str, Any]:
        return {"keys": [dict(self.key.as_dict(private=False)) | {"use": "sig", "alg": "RS256"}]}

    def _authorize(self, environ: dict[str, Any]) -> Answer:
        query = dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True))
        known = query.get("client_id") == self.client_id
        if not known or query.get("redirect_uri") not in self.redirect_uris:
            return 400, "text/plain", "この要求は受けられません".encode(), {}
        scopes = set(query.get("scope", "").split())
        if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
            return self._go(query, error="invalid_request")
        if "openid" not in scopes or not scopes <= KNOWN_SCOPES:
            return self._go(query, error="invalid_scope")
        handle = secrets.token_urlsafe(24)
        self.asked[handle] = query
        return _page(handle)

    def _sign_in(self, handle: str, form: dict[str, str]) -> Answer:
        query = self.asked.get(handle)
        if query is None:
            return 400, "text/plain", b"no such request", {}
        if form.get("do") == "cancel":
            del self.asked[handle]
            return self._go(query, error="access_denied")
        if form.get("account") not in ACCOUNTS or form.get("password") != PASSWORD:
            return _page(handle, wrong=True)
        del self.asked[handle]
        code = secrets.token_urlsafe(24)
        self.codes[code] = Grant(query, form["account"], time() + CODE_LIFE)
        return self._go(query, code=code)

    def _token(self, environ: dict[str, Any]) -> Answer:
        if not self._is_client(str(environ.get("HTTP_AUTHORIZATION", ""))):
            return _json({"error": "unauthorized"}, 401)
        form = _form(environ)
        grant = self.codes.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code":
            return _json({"error": "unsupported_grant_type"}, 400)
        if grant is None or grant.until < time() or not _fits(grant.query, form):
            return _json({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(24)
        self.tokens[access] = Grant(grant.query, grant.account, time() + TOKEN_LIFE)
        told = {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_LIFE}
        return _json(told | {"id_token": self._id_token(grant)})

    def _id_token(self, grant: Grant) -> str:
        at = int(time())
        claims = {
            "iss": f"{self.base}{OAUTH}/", "aud": self.client_id, "sub": self._sub(grant.account),
            "iat": at, "auth_time": at, "exp": at + TOKEN_LIFE, "nonce": grant.query.get("nonce"),
        }  # fmt: skip
        header = {"alg": "RS256", "typ": "JWT", "kid": str(self.key.kid)}
        return jwt.encode(header, claims, self.key, algorithms=["RS256"])

    def _userinfo(self, environ: dict[str, Any]) -> Answer:
        bearer = str(environ.get("HTTP_AUTHORIZATION", "")).removeprefix("Bearer ")
        grant = self.tokens.get(bearer)
        if grant is None or grant.until < time():
            return _json({"error": "invalid_token"}, 401)
        scopes, account = set(grant.query["scope"].split()), ACCOUNTS[grant.account]
        told = {"sub": self._sub(grant.account)}
        if "profile" in scopes:
            told |= {key: value for key, value in account.items() if key in PROFILE}
        if "user" in scopes:
            told |= {key: value for key, value in account.items() if key.startswith("user_")}
        if "mandate" in scopes:
            told["mandate_info"] = account.get("mandate_info", [])
        return _json(told)

    def _sub(self, account: str) -> str:
        return sha256(f"{self.salt}{self.client_id}{account}".encode()).hexdigest()

    def _is_client(self, header: str) -> bool:
        try:
            given = b64decode(header.removeprefix("Basic "), validate=True)
        except (NotBase64, ValueError):
            return False
        return compare_digest(given, f"{self.client_id}:{self.secret}".encode())

    def _go(self, query: dict[str, str], **values: str) -> Answer:
        told = urlencode({**values, "state": query.get("state", "")})
        return 302, "text/plain", b"", {"Location": f"{query['redirect_uri']}?{told}"}


def _fits(query: dict[str, str], form: dict[str, str]) -> bool:
    made = sha256(form.get("code_verifier", "").encode()).digest()
    challenge = urlsafe_b64encode(made).rstrip(b"=").decode()
    same = compare_digest(challenge, query.get("code_challenge", ""))
    return same and form.get("redirect_uri") == query["redirect_uri"]


def _page(handle: str, *, wrong: bool = False) -> Answer:
    choices = "".join(
        f'<label class="choice"><input type="radio" name="account" value="{key}" required'
        f"{' checked' if number == 0 else ''}><span>{escape(label)}</span></label>"
        for number, (key, label) in enumerate(LABELS.items())
    )
    bad = '<p class="bad" role="alert">パスワードが違います。</p>' if wrong else ""
    body = f"""<!doctype html><html lang="ja"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>GビズID(練習用)</title>
<link rel="stylesheet" href="/twin/style.css"></head><body><main>
<p class="demo">これは練習用の画面です。本物のGビズIDではありません。</p><h1>GビズIDでログイン</h1>{bad}
<form method="post" action="/twin/{escape(handle)}"><fieldset><legend>どのアカウントですか</legend>{choices}</fieldset>
<p><label class="head" for="password">パスワード</label><input id="password" name="password" type="password"
autocomplete="off"> <small>練習用はどれも {PASSWORD} です。</small></p>
<button name="do" value="in">ログインする</button>
<button class="plain" name="do" value="cancel" formnovalidate>やめる</button></form></main></body></html>"""
    return 200, "text/html", body.encode(), {}


def _form(environ: dict[str, Any]) -> dict[str, str]:
    size = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY)
    return dict(parse_qsl(environ["wsgi.input"].read(size).decode("utf-8", "replace")))


def _json(value: object, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(value, ensure_ascii=False).encode(), {}
